import type { PageParams } from '../page.js';
import type { WorkspaceParams } from './beta.js';

/** An environment: where sessions run, in the service's cloud or on machines of your own. */
export interface Environment {
  /** Its identifier (`env_…`). */
  id: string;
  /** When it was archived, RFC 3339; `null` while it is in use. No new session starts in an archived environment. */
  archived_at: string | null;
  /** Where and with what sessions run. Look at `config.type` first. */
  config: EnvironmentConfig;
  /** When it was created, RFC 3339. */
  created_at: string;
  /** What it is for, in words; `null` when nobody said. */
  description: string | null;
  /** Your own key-value pairs. */
  metadata: { [key: string]: string };
  /** Its name, for people. */
  name: string;
  /** Says that this is an environment. */
  type: 'environment';
  /** When it was last changed, RFC 3339. */
  updated_at: string;
  /** Who sees it. Not every server says so. */
  scope?: EnvironmentScope;
}

/** Who sees an environment: every account of the `organization`, or only the `account` that owns it. */
export type EnvironmentScope = 'organization' | 'account';

/** Where and with what sessions run; `type` tells which. */
export type EnvironmentConfig = CloudConfig | SelfHostedConfig;

/** Sessions run in the service's own containers. */
export interface CloudConfig {
  /** What the container may reach. Look at `networking.type` first. */
  networking: Networking;
  /** What is installed in the container. */
  packages: Packages;
  /** Says that this is the cloud. */
  type: 'cloud';
}

/** Sessions wait in a queue for a worker on machines of your own. */
export interface SelfHostedConfig {
  /** Says that the machines are your own. */
  type: 'self_hosted';
}

/** What a container may reach; `type` tells which policy it is. */
export type Networking = UnrestrictedNetwork | LimitedNetwork;

/** A container that may reach everything. */
export interface UnrestrictedNetwork {
  /** Says that nothing is kept out of reach. */
  type: 'unrestricted';
}

/** A container that may reach only what is listed here. */
export interface LimitedNetwork {
  /** Whether the agent's MCP servers are in reach, even those that `allowed_hosts` does not name. */
  allow_mcp_servers: boolean;
  /** Whether public package registries are in reach, even those that `allowed_hosts` does not name. */
  allow_package_managers: boolean;
  /** Domains in reach. */
  allowed_hosts: Array<string>;
  /** Says that only what is listed is in reach. */
  type: 'limited';
}

/** What is installed in a container, by package manager. */
export interface Packages {
  /** Debian and Ubuntu packages. */
  apt: Array<string>;
  /** Rust packages. */
  cargo: Array<string>;
  /** Ruby packages. */
  gem: Array<string>;
  /** Go packages. */
  go: Array<string>;
  /** Node.js packages. */
  npm: Array<string>;
  /** Python packages. */
  pip: Array<string>;
  /** Says that these are packages. Not every server does. */
  type?: 'packages';
}

/** The server's word that an environment is gone. */
export interface EnvironmentDeleted {
  /** Identifier of what was deleted. */
  id: string;
  /** Says that this is a deletion. */
  type: 'environment_deleted';
}

/** A configuration as a request states it; `type` tells which. An environment's own `config` can be given back as it is. */
export type EnvironmentConfigParams = CloudConfigParams | SelfHostedConfigParams;

/**
 * The service's containers, as a request states them. When an environment is created, `null` is the same as leaving a field out;
 * in an update, what is left out stays as it is.
 */
export interface CloudConfigParams {
  /** Says that this is the cloud. */
  type: 'cloud';
  /** What the container may reach. */
  networking?: NetworkingParams | null | undefined;
  /** What is installed in it. Under limited networking this needs `networking.allow_package_managers`. */
  packages?: PackagesParams | null | undefined;
}

/** Machines of your own, as a request states them: there is nothing more to say. */
export type SelfHostedConfigParams = SelfHostedConfig;

/** A network policy as a request states it; `type` tells which. */
export type NetworkingParams = UnrestrictedNetwork | LimitedNetworkParams;

/**
 * A limited network policy as a request states it. When an environment is created, `null` is the same as leaving a field out; in
 * an update, what is left out stays as it is.
 */
export interface LimitedNetworkParams {
  /** Says that only what is listed is in reach. */
  type: 'limited';
  /** Whether the agent's MCP servers are in reach, listed or not. `false` by default. */
  allow_mcp_servers?: boolean | null | undefined;
  /** Whether public package registries are in reach, listed or not. `false` by default; `packages` need it. */
  allow_package_managers?: boolean | null | undefined;
  /** Domains in reach. None by default. */
  allowed_hosts?: readonly string[] | null | undefined;
}

/**
 * Packages as a request states them, each in its package manager's own notation (`pip`: `pandas==2.2.0`); without a version,
 * the latest. Nobody checks beforehand that a package exists.
 */
export interface PackagesParams {
  /** Debian and Ubuntu packages. */
  apt?: readonly string[] | null | undefined;
  /** Rust packages. */
  cargo?: readonly string[] | null | undefined;
  /** Ruby packages. */
  gem?: readonly string[] | null | undefined;
  /** Go packages. */
  go?: readonly string[] | null | undefined;
  /** Node.js packages. */
  npm?: readonly string[] | null | undefined;
  /** Python packages. */
  pip?: readonly string[] | null | undefined;
  /** Says that these are packages; not needed. */
  type?: 'packages' | undefined;
}

/** What `environments.create` takes. */
export interface EnvironmentCreateParams extends WorkspaceParams {
  /** A name for people. */
  name: string;
  /** Where and with what sessions run. The server's default when left out. */
  config?: EnvironmentConfigParams | null | undefined;
  /** What it is for, in words. */
  description?: string | null | undefined;
  /** Your own key-value pairs. The server limits their number and length (`invalid_metadata`). */
  metadata?: { readonly [key: string]: string } | undefined;
  /** Who sees it. When left out the server decides by the kind of organization, and not every kind may say `account`. */
  scope?: EnvironmentScope | null | undefined;
}

/** What `environments.retrieve` takes besides the environment's id. */
export interface EnvironmentRetrieveParams extends WorkspaceParams {}

/** What `environments.update` takes besides the environment's id. What is left out stays as it is. */
export interface EnvironmentUpdateParams extends WorkspaceParams {
  /** The new configuration. Its `type` has to stay what it was (`invalid_config_type_change`). */
  config?: EnvironmentConfigParams | null | undefined;
  /** What it is for, in words. `null` clears it; an empty string is kept as an empty string. */
  description?: string | null | undefined;
  /** Keys to set. A key set to `null` or `''` is deleted; a key that is not named stays. */
  metadata?: { readonly [key: string]: string | null } | undefined;
  /** A new name for people. */
  name?: string | null | undefined;
  /** Who sees it. */
  scope?: EnvironmentScope | null | undefined;
}

/** What `environments.list` takes. */
export interface EnvironmentListParams extends PageParams, WorkspaceParams {
  /** Whether archived environments are listed too. `false` by default. */
  include_archived?: boolean | undefined;
}

/** What `environments.delete` takes besides the environment's id. */
export interface EnvironmentDeleteParams extends WorkspaceParams {}

/** What `environments.archive` takes besides the environment's id. */
export interface EnvironmentArchiveParams extends WorkspaceParams {}
