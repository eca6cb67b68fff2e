//! The betas that a request can ask for.

use crate::api::open_enum::open_enum;

open_enum! {
    /// A beta of the API, sent in the `anthropic-beta` header. The list is the reference document's (`AnthropicBeta`); any
    /// other string is a beta too.
    Beta {
        /// `message-batches-2024-09-24`
        MessageBatches20240924 = "message-batches-2024-09-24",
        /// `prompt-caching-2024-07-31`
        PromptCaching20240731 = "prompt-caching-2024-07-31",
        /// `computer-use-2024-10-22`
        ComputerUse20241022 = "computer-use-2024-10-22",
        /// `computer-use-2025-01-24`
        ComputerUse20250124 = "computer-use-2025-01-24",
        /// `pdfs-2024-09-25`
        Pdfs20240925 = "pdfs-2024-09-25",
        /// `token-counting-2024-11-01`
        TokenCounting20241101 = "token-counting-2024-11-01",
        /// `token-efficient-tools-2025-02-19`
        TokenEfficientTools20250219 = "token-efficient-tools-2025-02-19",
        /// `output-128k-2025-02-19`
        Output128k20250219 = "output-128k-2025-02-19",
        /// `files-api-2025-04-14`
        FilesApi20250414 = "files-api-2025-04-14",
        /// `mcp-client-2025-04-04`
        McpClient20250404 = "mcp-client-2025-04-04",
        /// `mcp-client-2025-11-20`
        McpClient20251120 = "mcp-client-2025-11-20",
        /// `dev-full-thinking-2025-05-14`
        DevFullThinking20250514 = "dev-full-thinking-2025-05-14",
        /// `interleaved-thinking-2025-05-14`
        InterleavedThinking20250514 = "interleaved-thinking-2025-05-14",
        /// `code-execution-2025-05-22`
        CodeExecution20250522 = "code-execution-2025-05-22",
        /// `extended-cache-ttl-2025-04-11`
        ExtendedCacheTTL20250411 = "extended-cache-ttl-2025-04-11",
        /// `context-1m-2025-08-07`
        Context1m20250807 = "context-1m-2025-08-07",
        /// `context-management-2025-06-27`
        ContextManagement20250627 = "context-management-2025-06-27",
        /// `model-context-window-exceeded-2025-08-26`
        ModelContextWindowExceeded20250826 = "model-context-window-exceeded-2025-08-26",
        /// `skills-2025-10-02`
        Skills20251002 = "skills-2025-10-02",
        /// `fast-mode-2026-02-01`
        FastMode20260201 = "fast-mode-2026-02-01",
        /// `output-300k-2026-03-24`
        Output300k20260324 = "output-300k-2026-03-24",
        /// `user-profiles-2026-03-24`
        UserProfiles20260324 = "user-profiles-2026-03-24",
        /// `advisor-tool-2026-03-01`
        AdvisorTool20260301 = "advisor-tool-2026-03-01",
        /// `managed-agents-2026-04-01`
        ManagedAgents20260401 = "managed-agents-2026-04-01",
        /// `cache-diagnosis-2026-04-07`
        CacheDiagnosis20260407 = "cache-diagnosis-2026-04-07",
        /// `thinking-token-count-2026-05-13`
        ThinkingTokenCount20260513 = "thinking-token-count-2026-05-13",
        /// `server-side-fallback-2026-06-01`
        ServerSideFallback20260601 = "server-side-fallback-2026-06-01",
        /// `fallback-credit-2026-06-01`
        FallbackCredit20260601 = "fallback-credit-2026-06-01",
    }
}
