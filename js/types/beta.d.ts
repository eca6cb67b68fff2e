/**
 * A beta of the API, sent in the `anthropic-beta` header. The list is the API reference's; any other string is taken too,
 * because servers learn new betas before clients do.
 *
 * `managed-agents-2026-04-01`, which every call here needs, is always added.
 */
export type Beta =
  | 'message-batches-2024-09-24'
  | 'prompt-caching-2024-07-31'
  | 'computer-use-2024-10-22'
  | 'computer-use-2025-01-24'
  | 'pdfs-2024-09-25'
  | 'token-counting-2024-11-01'
  | 'token-efficient-tools-2025-02-19'
  | 'output-128k-2025-02-19'
  | 'files-api-2025-04-14'
  | 'mcp-client-2025-04-04'
  | 'mcp-client-2025-11-20'
  | 'dev-full-thinking-2025-05-14'
  | 'interleaved-thinking-2025-05-14'
  | 'code-execution-2025-05-22'
  | 'extended-cache-ttl-2025-04-11'
  | 'context-1m-2025-08-07'
  | 'context-management-2025-06-27'
  | 'model-context-window-exceeded-2025-08-26'
  | 'skills-2025-10-02'
  | 'fast-mode-2026-02-01'
  | 'output-300k-2026-03-24'
  | 'user-profiles-2026-03-24'
  | 'advisor-tool-2026-03-01'
  | 'managed-agents-2026-04-01'
  | 'cache-diagnosis-2026-04-07'
  | 'thinking-token-count-2026-05-13'
  | 'server-side-fallback-2026-06-01'
  | 'fallback-credit-2026-06-01'
  | (string & {});

/** What every call takes among its parameters. */
export interface BetaParams {
  /** Betas to ask for in this call, on top of the client's own `betas`. None by default; one that is named twice goes out once. */
  betas?: readonly Beta[] | undefined;
}

/** What the calls take that can act in more than one workspace. */
export interface WorkspaceParams extends BetaParams {
  /**
   * The workspace to act in (`wrkspc_…`), for a credential that reaches several. The client's `workspaceId` by default. A
   * credential of one workspace needs none, and the server refuses it another one's.
   */
  workspace_id?: string | undefined;
}
