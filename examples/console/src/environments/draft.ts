import type { CloudConfigParams, Environment, EnvironmentCreateParams, EnvironmentUpdateParams } from 'leasehold';
import { changeOf, pairsOf, type Row, rowsOf } from '../ui/metadata.tsx';

/** The package managers, as the API names them. */
export const managers = ['apt', 'cargo', 'gem', 'go', 'npm', 'pip'] as const;

/** One of them. */
export type Manager = (typeof managers)[number];

/** An environment while it is edited: lists are texts, a line an item. */
export interface Draft {
  name: string;
  description: string;
  kind: 'self_hosted' | 'cloud';
  network: 'unrestricted' | 'limited';
  hosts: string;
  allowPackageManagers: boolean;
  allowMcpServers: boolean;
  packages: Readonly<Record<Manager, string>>;
  metadata: readonly Row[];
}

const noPackages: Draft['packages'] = { apt: '', cargo: '', gem: '', go: '', npm: '', pip: '' };

const blank: Draft = {
  name: '',
  description: '',
  kind: 'self_hosted',
  network: 'unrestricted',
  hosts: '',
  allowPackageManagers: true,
  allowMcpServers: false,
  packages: noPackages,
  metadata: [],
};

/** What a form begins with. */
export function draftOf(environment: Environment | undefined): Draft {
  if (!environment) return blank;
  const { name, description, config, metadata } = environment;
  const common = { ...blank, name, description: description ?? '', metadata: rowsOf(metadata) };
  if (config.type !== 'cloud') return common;
  const { networking, packages } = config;
  const texts = Object.fromEntries(managers.map((manager) => [manager, packages[manager].join('\n')]));
  const draft = { ...common, kind: 'cloud', packages: { ...noPackages, ...texts } } as const;
  if (networking.type !== 'limited') return draft;
  return {
    ...draft,
    network: 'limited',
    hosts: networking.allowed_hosts.join('\n'),
    allowPackageManagers: networking.allow_package_managers,
    allowMcpServers: networking.allow_mcp_servers,
  };
}

/** What creates it. */
export function createParams(draft: Draft): EnvironmentCreateParams {
  const { name, description, kind, metadata } = draft;
  const config = kind === 'cloud' ? cloudConfig(draft) : ({ type: 'self_hosted' } as const);
  return { name: name.trim(), description: description.trim() || null, config, metadata: pairsOf(metadata) };
}

/** What makes it so. */
export function updateParams(draft: Draft, before: Environment): EnvironmentUpdateParams {
  const { name, description, kind, metadata } = draft;
  const config = kind === 'cloud' ? { config: cloudConfig(draft) } : {};
  return { name: name.trim(), description: description.trim() || null, metadata: changeOf(before.metadata, metadata), ...config };
}

function cloudConfig({ network, hosts, allowPackageManagers, allowMcpServers, packages }: Draft): CloudConfigParams {
  const networking =
    network === 'unrestricted'
      ? ({ type: 'unrestricted' } as const)
      : ({
          type: 'limited',
          allowed_hosts: linesOf(hosts),
          allow_package_managers: allowPackageManagers,
          allow_mcp_servers: allowMcpServers,
        } as const);
  const { apt, cargo, gem, go, npm, pip } = packages;
  return {
    type: 'cloud',
    networking,
    packages: { apt: linesOf(apt), cargo: linesOf(cargo), gem: linesOf(gem), go: linesOf(go), npm: linesOf(npm), pip: linesOf(pip) },
  };
}

function linesOf(text: string): string[] {
  return text.split(/[\n,]/).flatMap((line) => line.trim() || []);
}
