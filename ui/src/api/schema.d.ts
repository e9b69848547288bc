// Generated from openapi.json by `npm run generate`. Changes here are lost.

export interface paths {
    "/.well-known/did.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of the coordinator's own `did:web`. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys with which our tokens can be checked: those that sign, will sign, and have signed until a while ago. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is set up (Defrag). No secret is told. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminConfig"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much there is of everything (Defrag). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminStats"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People of all organisations, newest first (Defrag). */
        get: {
            parameters: {
                query?: {
                    /** @description How many, 1 to 100; 50 if nothing is said. */
                    limit?: number;
                    /** @description How many to pass over. */
                    offset?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminUsers"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person (Defrag). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminUser"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a member of the machine's organisation another role (Defrag). Admins may only where that is set. */
        post: {
            parameters: {
                query: {
                    /** @description `viewer`, `operator` or `owner`. */
                    role: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminUser"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents, newest first; those that are over as well. */
        get: {
            parameters: {
                query?: {
                    /** @description Who answers for it. */
                    owner?: string;
                    /** @description What it does. */
                    agentType?: string;
                    /** @description How it stands. */
                    status?: string;
                    /** @description From 1. */
                    page?: number;
                    /** @description How many on a page: 20 if nothing is said, 100 at most. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgentPage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Register an agent.
         * @description It can do nothing yet: a credential lets it get tokens.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register an agent by its card. Fields that are not known here are kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CardImport"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End an agent for good. It stays as a record, and its credentials are revoked. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change an agent, publish it or take it out of the marketplace. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/agents/{id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of an agent, as A2A has it: the one with which it came while that is right, else one of ours. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every credential of an agent, newest first; never its secret. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialList"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a credential.
         * @description The secret is in this answer and never shown again; only its hash is kept. A program can give no
         *     scope that it has not itself.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CredentialRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/credentials/{credential}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a credential: it lets nobody in, and no token that was got with it counts from now on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/credentials/{credential}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a successor of a credential, under a name of its own.
         * @description The one before counts for the overlap that is asked for, and not at all if none is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RotationRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/did.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The document of an agent's `did:web`.
         * @description It names the keys with which this coordinator signs for it; where it is spoken to only if it is published.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an agent in again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold an agent back: it gets no tokens, and those that it has count no more until it is resumed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/callback/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Come back from GitHub or Google: signs in by a cookie, and goes on to the console with a grant for a session of its own. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The session and its person; `null` if nobody has signed in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionAnswer"] | null;
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with address and password. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to sign in with GitHub or Google: the answer says where the browser goes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SocialSignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SocialRedirect"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: the session ends everywhere. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedOut"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-up/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account, and sign in.
         * @description On this machine anybody may; from elsewhere an invitation is needed, unless the coordinator is set up otherwise.
         *     A new account has an empty organisation of its own, one that was invited belongs to the organisation that invited it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignUp"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How people can sign in here. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignInWays"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents, newest first; those that are over as well. */
        get: {
            parameters: {
                query?: {
                    /** @description Who answers for it. */
                    owner?: string;
                    /** @description What it does. */
                    agentType?: string;
                    /** @description How it stands. */
                    status?: string;
                    /** @description From 1. */
                    page?: number;
                    /** @description How many on a page: 20 if nothing is said, 100 at most. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgentPage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Register an agent.
         * @description It can do nothing yet: a credential lets it get tokens.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register an agent by its card. Fields that are not known here are kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CardImport"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End an agent for good. It stays as a record, and its credentials are revoked. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change an agent, publish it or take it out of the marketplace. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/agents/{id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of an agent, as A2A has it: the one with which it came while that is right, else one of ours. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every credential of an agent, newest first; never its secret. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialList"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a credential.
         * @description The secret is in this answer and never shown again; only its hash is kept. A program can give no
         *     scope that it has not itself.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CredentialRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/credentials/{credential}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a credential: it lets nobody in, and no token that was got with it counts from now on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/credentials/{credential}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a successor of a credential, under a name of its own.
         * @description The one before counts for the overlap that is asked for, and not at all if none is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RotationRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an agent in again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold an agent back: it gets no tokens, and those that it has count no more until it is resumed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Environments, as Dev8 has them. */
        get: {
            parameters: {
                query?: {
                    /** @description From 1. */
                    page?: number;
                    /** @description Up to 100; 20 if nothing is said. */
                    pageSize?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make an environment, as Dev8 has it.
         * @description The answer comes at once with the environment in state `CREATING`; look at it until it is `RUNNING`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Dev8Create"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        /** Delete the environment that the body names. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Dev8Which"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start the environment that the body names. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Dev8Which"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the environment that the body names. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Dev8Which"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An environment, as Dev8 has it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete an environment. */
        delete: {
            parameters: {
                query?: {
                    /** @description Also if it runs. */
                    force?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how an environment is used.
         * @description Only the environment's own token (`AGENT_TOKEN` in its container) is taken, as a bearer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Dev8Activity"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8ActivityTaken"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How to reach an environment. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep an environment from stopping by itself for a while. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExtendRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines that an environment wrote. */
        get: {
            parameters: {
                query?: {
                    /** @description How many lines, up to 2000; 200 if nothing is said. */
                    lines?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an environment. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an environment. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dev8Answer"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Dev8Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a file that a node has put (deborgen), byte by byte or a `Range` of it, for seven days. */
        get: {
            parameters: {
                query: {
                    /** @description What whoever follows the address may do. */
                    ticket: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Put a file where it was presigned (deborgen). It is kept with the attempt, like every artefact. */
        put: {
            parameters: {
                query: {
                    /** @description What whoever follows the address may do. */
                    ticket: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /v1/audit/verify`, where others look for it. */
        get: {
            parameters: {
                query?: {
                    /** @description From this date or time on; from the first event if nothing is said. */
                    fromDate?: string;
                    /** @description Up to this date, with its whole day, or up to this time; to the newest event if nothing is said. */
                    toDate?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditVerdict"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/agent-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token for an agent's worker, which lives for a quarter of an hour.
         * @description It is HS256 where a secret is set that workers have, and otherwise RS256 with a key of
         *     `/.well-known/jwks.json`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentTokenRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgentTokenIssued"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with address and password (Defrag). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenAnswer"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/redeem-invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use an invitation with the account that you have (Defrag). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RedeemInvite"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account (Defrag). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenAnswer"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a page on which a plan can be bought.
         * @description The biller is asked for it, so this takes as long as that does. Whoever asks again soon gets the same page.
         */
        post: {
            parameters: {
                query?: {
                    /** @description As Defrag has it: `insight`, `integration` or `constellation`, or our words for them. */
                    price_tier?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CheckoutRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckoutPage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/portal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the customer's own pages, where subscriptions are changed and ended and invoices are found.
         * @description The biller is asked for it. The page is for one visit: whoever has its address is in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PortalRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PortalPage"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the organisation stands with its billers.
         * @description Nobody is asked for this: it is what is known, with the time at which it was confirmed and until when it counts.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BillingStatus"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the billers asked how things stand.
         * @description The answer comes at once, and what they say stands in the status a little later. What was asked a moment ago is not
         *     asked again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SyncAccepted"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was used today, in the documented words. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BillingUsage"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a message of Stripe's.
         * @description It is signed in `Stripe-Signature`, at most five minutes ago. The same message again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookTaken"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/webhook/polar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a message of Polar's.
         * @description It is signed as Standard Webhooks has it, at most five minutes ago. The same message again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookTaken"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the coordinator answers, in the words that deborgen's clients expect. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/detailed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each part is: 200 if all are well, 207 if one is degraded, 503 if one is down. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DetailedHealth"];
                    };
                };
                207: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DetailedHealth"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs, newest first (deborgen). */
        get: {
            parameters: {
                query?: {
                    /** @description `queued`, `running`, `succeeded` or `failed`. */
                    status?: string;
                    /** @description 1 to 1000. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatJobs"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Submit a job (deborgen). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatSubmission"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatJob"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take the oldest job that a node can run (deborgen). */
        get: {
            parameters: {
                query: {
                    /** @description The node's own name for itself. */
                    node_id: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatGrant"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job (deborgen). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatJob"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say where a file of a job is (deborgen). The same address once more changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatArtifact"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/artifacts/presign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask where to put a file (deborgen). The addresses need no token, because each carries a ticket. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatPresign"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatPresigned"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a job went (deborgen). A repeat of a report that was stored is answered the same. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatFinish"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatJob"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job's log, every attempt after the other (deborgen). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatLog"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add to a job's log (deborgen). Answers when the text is durable. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatLogAppend"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/marketplace/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents that everybody may find, those first that were published last. */
        get: {
            parameters: {
                query?: {
                    /** @description A part of its name or description. */
                    search?: string;
                    /** @description What it does. */
                    agentType?: string;
                    /** @description Something that it says it can do. */
                    capability?: string;
                    /** @description Who answers for it. */
                    owner?: string;
                    /** @description From 1. */
                    page?: number;
                    /** @description How many on a page: 20 if nothing is said, 100 at most. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ListingPage"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/marketplace/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, with what its name leads to. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ListingDetail"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/marketplace/agents/{id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide a listing from everybody, whosever it is. Its owners see why. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ListingReason"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/marketplace/agents/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complain about a listing. Its owners and the operator see how often that happened, and why in the audit log. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ListingReason"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/marketplace/agents/{id}/unhide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let everybody find a listing again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is counted, for Prometheus. A token that may only read is enough. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/openmetrics-text": string;
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/nodes/{node_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a node is there, and what it has (deborgen). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    node_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompatHeartbeat"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompatNode"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same under another name. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccessTokenIssued"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange GitHub's token of a run for a short one of ours.
         * @description Each of GitHub's tokens counts once. Without an agent the new token can do nothing but make one.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExchangeRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Exchanged"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/trust-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every rule, in the order in which they are tried. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PolicyList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a rule for runs that are to be taken.
         * @description Repository and owner are named by number, because names are renamed and given to others.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PolicyRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Policy"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/trust-policies/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which rule would take a run, and why others would not. GitHub's token is not spent. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExchangeRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Explained"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/trust-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Policy"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Remove a rule. Tokens that were got by it count no more. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the coordinator can do its work: the store answers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `/ready`, under the name that Kubernetes' own parts have for it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every plan: what it allows, and what it costs. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TierList"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiers/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plan that the organisation has, and what is used of it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TierStatus"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token with an agent's credential.
         * @description The credential stands in the form, as `client_id` and `client_secret`, or in `Authorization: Basic`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccessTokenIssued"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask about a token. Of one that does not count, or is another organisation's, nothing is said but that. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a token back: it opens nothing from now on.
         * @description A token that does not count anyway, or is not the caller's to take back, changes nothing; the answer is the same.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tools that you may call. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a tool.
         * @description With a bearer token, or signed by HMAC-SHA-256: `X-Muster-Key: gateway`, `X-Muster-Timestamp`, `X-Muster-Nonce` and `X-Muster-Signature`
         *     over key, method, host, path, time, nonce and body; or in Defrag's form, whose body must name the tool once more.
         *     A signed call counts once, within five minutes.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolAnswer"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything at a glance (Den). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminOverview"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents, newest first; those that are over as well. */
        get: {
            parameters: {
                query?: {
                    /** @description Who answers for it. */
                    owner?: string;
                    /** @description What it does. */
                    agentType?: string;
                    /** @description How it stands. */
                    status?: string;
                    /** @description From 1. */
                    page?: number;
                    /** @description How many on a page: 20 if nothing is said, 100 at most. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgentPage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Register an agent.
         * @description It can do nothing yet: a credential lets it get tokens.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register an agent by its card. Fields that are not known here are kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CardImport"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End an agent for good. It stays as a record, and its credentials are revoked. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change an agent, publish it or take it out of the marketplace. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/agents/{id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of an agent, as A2A has it: the one with which it came while that is right, else one of ours. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every credential of an agent, newest first; never its secret. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialList"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a credential.
         * @description The secret is in this answer and never shown again; only its hash is kept. A program can give no
         *     scope that it has not itself.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CredentialRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/credentials/{credential}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a credential: it lets nobody in, and no token that was got with it counts from now on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/credentials/{credential}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a successor of a credential, under a name of its own.
         * @description The one before counts for the overlap that is asked for, and not at all if none is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    credential: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RotationRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CredentialCreated"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an agent in again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold an agent back: it gets no tokens, and those that it has count no more until it is resumed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ai": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a model is set up, and whether your organisation lets it see logs. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AiStanding"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Agree that the ends of failed jobs' logs may be sent to the provider that is set up, or take that back.
         * @description It holds for this provider alone: another one that is set up later has to be agreed to anew.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AiConsent"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AiStanding"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                501: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description By whom: `operator`, `coordinator`, or the id of a token or worker. */
                    actor?: string;
                    /** @description What was done, such as `token.create`. */
                    action?: string;
                    /** @description To what, such as `job_12`. */
                    target?: string;
                    /** @description From this date or time on. */
                    from?: string;
                    /** @description Up to this date, with its whole day, or up to this time. */
                    to?: string;
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log as a file, oldest event first.
         * @description A file of lines of JSON is signed, and `muster audit verify FILE` verifies it anywhere. One that broke off has no
         *     last line. What was written before there were seals is not in it: the first event says what it came to.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `ndjson`, if nothing is said, or `csv`. */
                    format?: "ndjson" | "csv";
                    /** @description From this date or time on. */
                    from?: string;
                    /** @description Up to this date, with its whole day, or up to this time. */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": string;
                        "text/csv": string;
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the log is as it was written, and what is wrong if it is not. */
        get: {
            parameters: {
                query?: {
                    /** @description From this date or time on; from the first event if nothing is said. */
                    fromDate?: string;
                    /** @description Up to this date, with its whole day, or up to this time; to the newest event if nothing is said. */
                    toDate?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditReport"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/rotate-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a new key seal the log.
         * @description What the old one has sealed stays verified; whoever finds it from now on can seal nothing. The chain goes on.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditKeyRotation"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the log is as it was written. */
        get: {
            parameters: {
                query?: {
                    /** @description From this date or time on; from the first event if nothing is said. */
                    fromDate?: string;
                    /** @description Up to this date, with its whole day, or up to this time; to the newest event if nothing is said. */
                    toDate?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditVerdict"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/desktop-handoff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand your session over to a program on your desk, by a grant that is used once within five minutes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HandoffRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Handoff"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/desktop-handoff/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a grant for a session of its own. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HandoffExchange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every backup, newest first, and how far the one has come that is being made. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BackupList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a backup now.
         * @description Answers at once; `GET /v1/backups` tells how far it is. While one is being made, that one is the
         *     answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BackupRun"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be had at providers, what it costs, and what the last sweep found there. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cloud"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in what this installation has at providers and nothing here is about.
         * @description Environments find their files again. Secrets were in the store that was lost.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Adopted"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the settings of the environment again, and those of the file of variables.
         * @description What concerns providers holds from then on, and machines that run stay as they are; of everything else it is said that
         *     it needs a restart. If anything is wrong, nothing is taken.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsReread"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What everything at providers may cost, when it stops by itself, and whether somebody is reminded of it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CloudRules"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Set all of that.
         * @description A ceiling below what is there stops nothing; it lets nothing more be made.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CloudRules"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CloudRules"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud/spend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What costs money at providers now, and what was told last of what still runs. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Spend"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloud/stop-everything": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop everything at providers that costs money: every cloud worker and every environment.
         * @description What workers run goes back to the queue, files stay, and what is just being made is not made to its end. Each has an
         *     operation: once that is `done`, the provider itself has said that it is stopped.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StopEverything"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that opens the console once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleLink"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a link's code for a session's token. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleExchange"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSession"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check everything, or one thing, and say what is wrong and what to do about it. */
        get: {
            parameters: {
                query?: {
                    /** @description Only the one of this name. */
                    only?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DoctorReport"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/doctor/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gather what somebody who helps would ask for, without secrets.
         * @description It is kept nowhere and sent to nobody: whoever asks reads it, and decides what to save.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SupportBundle"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/doctor/fix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do what a check offers to do, and make that check again.
         * @description It is done only if the check offers it now.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FixRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FixDone"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download by a link. */
        get: {
            parameters: {
                query: {
                    /** @description As it was given. */
                    link: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a link to a download.
         * @description It can be opened without a token, for 15 minutes, as long as you may do what you may now. Text that is downloaded by it has
         *     its credentials made unreadable.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DownloadRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DownloadLink"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Environments, by id. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentPage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make an environment.
         * @description The answer comes at once; the environment is `creating` until its provider has it. A password of the editor that is
         *     drawn here is shown once, so a repeat under the same idempotency key is refused then.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EnvironmentRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentAccepted"];
                    };
                };
                402: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An environment. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Environment"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete an environment with its files.
         * @description One that runs, or may well run, is deleted only with `force`.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description Also if it runs. */
                    force?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentAccepted"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep an environment from stopping by itself for a while. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExtendRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Environment"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines that an environment wrote, without its secrets. */
        get: {
            parameters: {
                query?: {
                    /** @description How many lines, up to 2000; 200 if nothing is said. */
                    lines?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentLog"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an environment that was stopped. Its files and its secrets are those that it had. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentAccepted"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an environment. Its files stay, and only they cost anything. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnvironmentAccepted"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a shell in an environment that runs.
         * @description It ends when nobody reads its stream for half a minute, after fifteen minutes in which nothing is typed or shown, when it
         *     is closed, and with the rights of whoever opened it. That it was opened, and why it ended, stands in the audit log; what
         *     is typed and shown is written down nowhere.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalSize"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Terminal"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/terminals/{terminal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a terminal shows, live.
         * @description Server-sent events; each `data` is one `TerminalEvent`. Only whoever opened it reads it, in one place at a time: the
         *     stream before ends with `moved`. A stream that broke off is asked for again `after` the last byte that arrived.
         */
        get: {
            parameters: {
                query?: {
                    /** @description So many bytes have arrived already. This confirms them. */
                    after?: number;
                };
                header?: never;
                path: {
                    id: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["TerminalEvent"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Close a terminal, and end its shell. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/terminals/{terminal}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Type into a terminal. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalInput"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/terminals/{terminal}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how much of what a terminal shows has arrived.
         * @description What is confirmed is kept no longer; the shell waits while too much is not.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalSeen"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{id}/terminals/{terminal}/size": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say how large a terminal is now. Azure gives its terminals the size that they had when they were opened. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalSize"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instance/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that this coordinator knows a credential, before a client shows it.
         * @description The client proves that first, so nobody else is given anything to guess at.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChallengeAnswer"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that can still be used, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitationList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Invite somebody. The token is in this answer and never shown again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InvitationRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitationCreated"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use an invitation with the account that you have. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InvitationAccept"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Everything at once, such as `state:failed label:gpu older:1h make`; what is said by itself below comes to it. */
                    query?: string;
                    /** @description States, separated by commas; all if nothing is said. */
                    state?: string;
                    /** @description A text that the command, name or id contains. */
                    search?: string;
                    /** @description Of this batch, by the id of its first job. */
                    batch?: string;
                    /** @description The schedule whose runs are wanted. */
                    schedule?: string;
                    /**
                     * @description Labels that a job must all have, up to 8, separated by commas, such as `team=ml,run=7`. A name alone is a label
                     *     that it has, or asks its worker for.
                     */
                    label?: string;
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobPage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Submit a job.
         * @description Answers when the job is durable. With an `Idempotency-Key` the job is made once, however often
         *     the request is repeated within a day.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JobSubmission"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit jobs together.
         * @description All of them are accepted in one transaction, or none. A job may need others of the request by their keys.
         *     With an `Idempotency-Key` they are made once, however often the request is repeated within a day.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BatchSubmission"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Batch"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/batch/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit jobs of a batch, or a selection, again.
         * @description The new jobs are a batch of their own. They need each other where the old ones did, and the old ones where
         *     those are not run again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BatchRerunRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Batch"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the end of many jobs.
         * @description Of those that are named, or of all that match as in the list. Each is cancelled as it would be alone;
         *     those that have ended stay as they are. Jobs that are submitted meanwhile are left alone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CancelManyRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CancelledJobs"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs with their attempts, a line of JSON each, newest first.
         * @description With `tasks` the tasks of arrays follow them, by number. Each page is read for itself, so a long export
         *     holds nothing up and is no picture of one moment. One that broke off has no end, as HTTP counts it.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Those that match this, such as `state:failed newer:7d`. */
                    query?: string;
                    /** @description Those in these states, separated by commas. */
                    state?: string;
                    /** @description Those whose command, name or id contains this text. */
                    search?: string;
                    /** @description Those of this batch, by the id of its first job. */
                    batch?: string;
                    /** @description Those that have all of these labels, separated by commas. */
                    label?: string;
                    /** @description Those that were submitted after this job, to go on where the last export began. */
                    newer_than?: string;
                    /** @description The tasks of arrays, too. */
                    tasks?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": components["schemas"]["ExportedJob"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job, as it is now. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the priority of a job.
         * @description Its place among the jobs of its submitter changes with it. What runs is not disturbed.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JobChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/jobs/{id}/artefacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files that the attempts of a job have left behind. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 1000; 1000 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ArtefactPage"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/artefacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An artefact, byte by byte; or the part of it that `Range` asks for. Slashes in its name are encoded. */
        get: {
            parameters: {
                query?: {
                    /** @description Of this attempt; of the latest that has one of the name if nothing is said. */
                    attempt?: number;
                };
                header?: never;
                path: {
                    id: string;
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every attempt of a job, first to last. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Attempt"][];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a job's end.
         * @description A job that waits is cancelled at once. One that runs is cancelled when its worker says that its
         *     processes are gone; until then `is_cancel_requested` is true. A success that comes first counts.
         *     The tasks of an array are cancelled with it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CancelRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a job waits.
         * @description The fleet in groups, by what keeps each worker from the job, with what would help. For a job that
         *     does not wait for a worker the summary says what it does, and there are no groups.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobExplanation"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/explain-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model why a job failed.
         * @description It is shown the command, how it ended and the end of the log, without credentials. It may be wrong; nothing is done because of what it
         *     says.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AiExplanation"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                501: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold a job back.
         * @description It keeps its place and is not granted until it is released. What runs goes on; if that has to be tried
         *     again, the next attempt is held. Of an array no further task is granted. Another hold replaces the first.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HoldRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A part of an attempt's log. */
        get: {
            parameters: {
                query?: {
                    /** @description The attempt; the latest if nothing is said. */
                    attempt?: number;
                    /** @description The offset of the first byte; 0 if nothing is said. */
                    from?: number;
                    /** @description How many bytes at most; 256 KiB if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/log/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log, byte by byte as the command wrote it. */
        get: {
            parameters: {
                query?: {
                    /** @description The attempt; the latest if nothing is said. */
                    attempt?: number;
                    /** @description The offset of the first byte; 0 if nothing is said. */
                    from?: number;
                    /** @description How many bytes at most; 256 KiB if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/log/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search an attempt's log for a text.
         * @description Answers lines, each once. One request looks at 32 MiB at most: as long as `is_at_end` is false,
         *     ask again with `from` set to `next`, also if nothing was found.
         */
        get: {
            parameters: {
                query: {
                    /** @description The text, 1 to 256 bytes on one line. */
                    q: string;
                    /** @description The attempt; the latest if nothing is said. */
                    attempt?: number;
                    /** @description Where to go on: `next` of the answer before. */
                    from?: number;
                    /** @description How many lines at most, 1 to 1000; 100 if nothing is said. */
                    limit?: number;
                    /** @description Letters of ASCII count as the same in either case. */
                    ignore_case?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogMatches"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/needs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a job needs, and what needs it. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobNeeds"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a job go that is held back.
         * @description One that is not held stays as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a job again.
         * @description A new job with the same specification; the old one stays as it ended. Of an array all tasks, or those
         *     that did not succeed, or a selection. It needs what the old one needed, but for jobs that did not succeed.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RerunRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tasks of an array that have begun, by number. */
        get: {
            parameters: {
                query?: {
                    /** @description States, separated by commas; all if nothing is said. */
                    state?: string;
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskPage"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/join-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a join token, with the line to paste on the new machine.
         * @description It joins one worker, once, within ten minutes. It is shown once.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JoinTokenRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JoinToken"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/join-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether somebody has used a join token. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JoinStatus"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are, and whom you talk to. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you belong. `X-Muster-Organisation` says which one a request means; without it the first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Orgs"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who belongs to the organisation, the first one first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MemberList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member: they see nothing of the organisation any more. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Give a member another role; it holds at their next request. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MemberChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/next-slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When a schedule with this cron expression would run. Nothing is kept. */
        get: {
            parameters: {
                query: {
                    /** @description Five fields, or a word like `@daily`. */
                    cron: string;
                    /** @description The time zone; that of the coordinator's machine if nothing is said. */
                    time_zone?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Slots"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is wanted of providers and how far it has come, latest first.
         * @description Those on one worker or environment are its latest, without further pages.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only those on this worker or environment. */
                    resource?: string;
                    /** @description Where the page begins, as the page before said. */
                    cursor?: string;
                    /** @description How many, up to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OperationPage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wanted of a provider, with every step and its time. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Operation"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of everything, in numbers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Overview"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the programs that workers can be brought to: for each kind of machine the newest that is known here. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Programs"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Bring a program for machines of another kind, or a newer one.
         * @description The file itself says which version it is, and for which machines. The coordinator's own need not be brought. Only
         *     whoever holds the coordinator's data directory or its preset token may.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Programs"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next part of a program, for the worker that was told to fetch it. The ticket of its order is the bearer token. */
        get: {
            parameters: {
                query: {
                    /** @description The offset of its first byte. */
                    from: number;
                };
                header?: never;
                path: {
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Take back a program that was brought.
         * @description From then on workers are brought to the coordinator's own, or to whichever is brought next; those that have it keep
         *     it. Refused while a worker is being updated to it, or waits for that.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Providers, with whose credentials each is asked, and what can be entered of an account of one's own.
         * @description Credentials are never shown.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProviderList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/providers/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enter an account of one's own at a provider, or change what is entered.
         * @description The provider is asked first whether it takes the credentials, which are sealed then and never shown. They serve this
         *     organisation alone. What is there keeps what it was made with.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProviderRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Provider"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Forget an account of one's own, with its credentials.
         * @description Not while machines stand on it: nobody could stop or delete them from here.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/providers/{provider}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a provider whether it takes the credentials that are used now. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProviderChecked"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the queue is paused, and why. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Queue"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause the queue.
         * @description Nothing is granted until it is resumed. Jobs are accepted and keep their places, what runs goes on, and so do its
         *     leases. Another pause replaces the first.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PauseRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Queue"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume the queue.
         * @description One that is not paused stays as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Queue"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconcilers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each reconciler's last pass went. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Report"][];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By which rules jobs that are over go. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Retention"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Set all rules.
         * @description What is past by them goes soon, and for good: the job, its attempts and its logs. What it used stays counted. A job
         *     stays for a day after its end whatever the rules say, and as long as an open job needs it.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Retention"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many jobs would go now.
         * @description By the rules that are sent; they are not kept.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RetentionPreview"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules, by name. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchedulePage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a schedule.
         * @description It runs its job at each slot of its cron expression from now on; the jobs are their maker's. If the job
         *     names a template, that is filled anew for each slot.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this creation */
                    "Idempotency-Key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduleRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Change a schedule: everything that is not said is as if it were new.
         * @description With another expression or time zone it goes on with the first slot after the change. A value of
         *     `secret_env` that is sent as `[redacted]` stays what it was.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduleRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Remove a schedule. Jobs that it has made stay, and go on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a schedule: its slots pass until it is resumed.
         * @description Jobs that it has made go on. Pausing a paused schedule changes the reason.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SchedulePauseRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused schedule, with its next slot.
         * @description Slots that passed while it was paused do not run. Resuming an active schedule changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a schedule's job now, whatever its slots and also while it is paused. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Your own name for this run */
                    "Idempotency-Key"?: string | null;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Secrets, by name, without their values. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecretPage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a secret, in the place of one with this name.
         * @description Attempts that start from now on are given the new value.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecretRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Secret"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Remove a secret.
         * @description What runs has it already. A job that names it and starts later fails, and says why.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a worker's session.
         * @description Upgrades to a WebSocket. Needs no bearer: both sides prove their keys in the first frames.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you have signed in, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionList"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions: it opens nothing from now on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow live what a page shows.
         * @description Server-sent events; each `data` is one `StreamEvent`. After `ready`, every change is told.
         */
        get: {
            parameters: {
                query: {
                    /** @description Topics, separated by commas: `jobs`, `workers`, `log:<job>:<attempt>:<offset>`. */
                    topics: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["StreamEvent"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Templates, by name. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplatePage"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Template"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Keep a template, in the place of one with this name.
         * @description Jobs that were made from it before stay as they are.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TemplateRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Template"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Remove a template.
         * @description Jobs that were made from it stay. A schedule that names it skips its slots and says so.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every token, newest first; never its secret. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenList"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a lasting token.
         * @description The token is in this answer and never shown again; only its hash is kept.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenCreated"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token: it opens nothing from now on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the updates of workers are.
         * @description Counted over all workers, of those that were asked for last at one time.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UpdateReport"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Update workers.
         * @description Each is brought to the newest program that is known here for its machine, after the jobs that it runs: one worker
         *     first, then a quarter of them, then the rest. The first that fails stops those that have not begun. How far each is
         *     stands in `update` of the worker.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UpdateRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Updates"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/updates/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the updates that have not begun to change anything.
         * @description A worker that is being changed comes to its end, and is not given up half way.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Updates"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an upload of a worker is. The ticket of the assignment is the bearer token. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UploadState"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Brings the next part of an artefact, up to 1 MiB. With its last one the file is checked and kept, and
         *     the answer is 201.
         */
        put: {
            parameters: {
                query: {
                    /** @description The file's name, relative to the working directory. */
                    name: string;
                    /** @description How long the file is. */
                    size: number;
                    /** @description Where in the file the part begins. */
                    offset: number;
                };
                header?: never;
                path: {
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UploadState"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UploadState"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much was used today and this month, how near limits are, and what was noticed.
         * @description Requests of the operator of the coordinator's machine, of the console, of workers, and those that ask how we are,
         *     count nowhere.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsageOverview"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/cost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What cloud workers and environments have cost at the list prices of their providers, and what lowers it.
         * @description What has no known price has no cost here. The bill of the provider is what counts.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description The first day (UTC), like `2026-11-21`. Without it the last 30 days.
                     * @example 2026-11-01
                     */
                    since?: string;
                    /**
                     * @description The last day (UTC). Without it today.
                     * @example 2026-11-30
                     */
                    until?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsageCost"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that was used, as a table: a line for each day, thing, worker, environment and person. */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description The first day (UTC), like `2026-11-21`. Without it the last 30 days.
                     * @example 2026-11-01
                     */
                    since?: string;
                    /**
                     * @description The last day (UTC). Without it today.
                     * @example 2026-11-30
                     */
                    until?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of one thing was used, by days, workers, environments or people. */
        get: {
            parameters: {
                query: {
                    /** @description What was used. */
                    meter: "job_seconds" | "local_worker_hours" | "cloud_worker_hours" | "environment_hours" | "environment_gigabyte_hours" | "api_calls" | "token_issuances" | "active_agents" | "log_bytes" | "artefact_bytes";
                    /** @description By what it is divided. */
                    by?: "day" | "worker" | "environment" | "person";
                    /**
                     * @description The first day (UTC), like `2026-11-21`. Without it the last 30 days.
                     * @example 2026-11-01
                     */
                    since?: string;
                    /**
                     * @description The last day (UTC). Without it today.
                     * @example 2026-11-30
                     */
                    until?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsageSeries"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workers by name, a page at a time, and the newest ones with their machines at providers. */
        get: {
            parameters: {
                query?: {
                    /** @description How many of the newest `workers`, from 1 to 50; 20 if nothing is said. */
                    limit?: number;
                    /** @description Which of the `items`, such as `state:asleep label:gpu studio`. */
                    query?: string;
                    /** @description Where the page of `items` starts, from the page before. */
                    cursor?: string;
                    /** @description How many `items`, 1 to 500; 500 if nothing is said. Who says it wants no `workers`, and is given none. */
                    page_size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Workers"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Order a worker.
         * @description One in a cloud is answered with 202 and made meanwhile; look at it until it is `healthy` or `failed`. One of
         *     somebody's own is answered with 201. Both are shown their tokens once, so a repeat under the same idempotency key
         *     is refused.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WorkerOrder"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderedWorker"];
                    };
                };
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderedWorker"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                402: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attach a machine that listens.
         * @description For a machine that cannot reach this coordinator, but can be reached from it, like one in a cloud. The answer
         *     holds the line to start there; the coordinator calls until somebody answers who proves to be that worker.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AttachRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Attached"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Billing, as OpenWork Den shows it.
         * @description It is what is known. The addresses of a checkout and of the portal are asked of Polar, for owners, for three
         *     seconds at most; what cannot be had by then is `null`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `1`, `true` or `yes`: open a checkout, if one is needed. */
                    includeCheckout?: string;
                    /** @description `1`, `true` or `yes`: ask for no address of the portal. */
                    excludePortal?: string;
                    /** @description `1`, `true` or `yes`: show no invoices. */
                    excludeInvoices?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DenBillingAnswer"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/billing/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the subscription end with its period, or not any more.
         * @description The biller is asked, so this takes as long as that does.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DenSubscriptionRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DenSubscriptionAnswer"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How several workers were since a moment.
         * @description Workers that are not there are left out.
         */
        get: {
            parameters: {
                query: {
                    /** @description The ids of up to 50 workers, with commas between them. */
                    workers: string;
                    /** @description From this date or time on; the last 24 hours if nothing is said. */
                    since?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FleetHistory"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join as a worker.
         * @description Needs no bearer: the join token in the body is the proof. It is exchanged for the worker's own
         *     key, so that the token never crosses again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JoinRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Joined"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A worker and its machine.
         * @description One that could not be made says so with `error: provisioning_failed` and the reason.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkerWithInstance"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove a worker.
         * @description Its key opens no session any more, and jobs that it held go back to the queue. The machine that
         *     the coordinator runs on cannot be removed.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Give a worker another name, or labels.
         * @description A node that polls says its own name. Labels are merged into those that it was given; `null` takes one back. Jobs that
         *     wait are looked at anew at once.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WorkerChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedWorker"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/workers/{id}/activity-heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how active a worker is.
         * @description Only the worker's own activity token is taken, as a bearer or in `x-den-worker-heartbeat-token`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Heartbeat"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HeartbeatTaken"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a worker was: when it was online, asleep, disconnected or lost.
         * @description Newest first. A change is there at once if it came with a word, and within 15 seconds if it followed from silence. Of each
         *     worker its newest 500 spans are kept, for 30 days.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page starts, from the page before. */
                    cursor?: string;
                    /** @description How many spans, 1 to 500; 100 if nothing is said. */
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkerHistory"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a worker.
         * @description It is given nothing new until it is resumed, by somebody or by itself after the time that was said. What it runs
         *     goes on, unless a time is said after which it is taken back: then it ends there and is given to another worker,
         *     which costs the job nothing. Another pause replaces the first.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PauseWorkerRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Worker"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/release-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a worker's jobs go to others.
         * @description The worker is paused, until somebody resumes it or the pause that it had before ends. If it is here it is asked to give back what it holds: it ends that first,
         *     so nothing runs twice, and its attempts end as `taken_back`, at no cost to the jobs. If it cannot be asked, since it is away
         *     or polls, nothing is done unless `may_lose` is said. Then its attempts end at once as if its time were over: what it had begun as `worker_lost`, which is one of three such
         *     losses, and the rest as `lost_unclaimed`, which costs nothing. What runs there may go on until the worker hears of it, so
         *     until then something may run twice.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReleaseJobsRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReleasedJobs"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a worker.
         * @description One that is not paused stays as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Worker"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/runtime": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a worker runs, and what it can be brought to. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Runtime"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/runtime/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a worker to the newest program that is known here for its machine, after the jobs that it runs. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuntimeUpgradeRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuntimeUpgradeStarted"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a cloud worker.
         * @description It costs little or nothing then, and can be woken. One that runs something is not stopped unless that is forced;
         *     what it runs goes back to the queue then.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StopWorkerRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkerWithInstance"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint tokens for a worker.
         * @description Only their hashes are kept, so those of before cannot be shown again; they are void from now on. A program in the
         *     worker's machine keeps those that it was started with.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MintedTokens"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{id}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wake a cloud worker that was stopped. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkerWithInstance"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Every other refusal, and every fault of ours. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A token that an agent has got, the only time that it is shown. */
        AccessTokenIssued: {
            /** @description The token. */
            access_token: string;
            /**
             * Format: int64
             * @description How many seconds it lives.
             */
            expires_in: number;
            /** @description What it may be used for. */
            scope: string;
            /** @description How it is shown: `Bearer`. */
            token_type: string;
        };
        /** @description What happened in one hour. */
        ActivityHour: {
            /**
             * Format: int64
             * @description Jobs that failed, timed out or were quarantined in it.
             */
            failed: number;
            /**
             * Format: date-time
             * @description When the hour began.
             */
            from: string;
            /**
             * Format: int64
             * @description Jobs that succeeded in it.
             */
            succeeded: number;
        };
        /** @description What is set up; no secret is told. */
        AdminConfig: {
            /** @description Whether admins may change things. */
            admin_mutations_enabled: boolean;
            /** @description Whether there is one. */
            ai_configured: boolean;
            /** @description Which provider of models. */
            ai_provider: string;
            /** @description The public address. */
            api_base_url?: string | null;
            /** @description Where browsers find the console. */
            app_base_url: string;
            /** @description Whose address. */
            dev_admin_email?: string | null;
            /** @description Whether somebody is admin by address. */
            dev_admin_enabled: boolean;
            /**
             * Format: date-time
             * @description Until when.
             */
            dev_admin_expires_at?: string | null;
        };
        /** @description All of it at a glance, as Den has it. */
        AdminOverview: {
            /** @description Who is admin by address. */
            admins: string[];
            /**
             * Format: date-time
             * @description When.
             */
            generatedAt: string;
            /** @description How much there is. */
            summary: components["schemas"]["AdminSummary"];
            /** @description The newest hundred people. */
            users: components["schemas"]["AdminUser"][];
            /** @description Who looks. */
            viewer: components["schemas"]["AdminViewer"];
        };
        /** @description How much there is of everything. */
        AdminStats: {
            /**
             * Format: int64
             * @description Organisations.
             */
            total_organisations: number;
            /**
             * Format: int64
             * @description People with an account.
             */
            total_users: number;
            /**
             * Format: int64
             * @description Workers, of all organisations.
             */
            total_workers: number;
        };
        /** @description How much there is. */
        AdminSummary: {
            /**
             * Format: int64
             * @description How many have paid; told by the billing routes alone.
             */
            paidUsers?: number | null;
            /**
             * Format: int64
             * @description Organisations.
             */
            totalOrganisations: number;
            /**
             * Format: int64
             * @description People with an account.
             */
            totalUsers: number;
            /**
             * Format: int64
             * @description Workers, of all organisations.
             */
            totalWorkers: number;
        };
        /** @description Somebody with an account. */
        AdminUser: {
            /**
             * Format: date-time
             * @description When they signed up.
             */
            created_at: string;
            /** @description Their address. */
            email: string;
            /** @description Who. */
            id: string;
            /** @description What they are called. */
            name: string;
            /** @description Their role in the organisation of this machine, if they belong to it. */
            role?: string | null;
        };
        /** @description Some people, newest first. */
        AdminUsers: {
            /**
             * Format: int32
             * @description As it was asked for.
             */
            limit: number;
            /**
             * Format: int32
             * @description As it was asked for.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            total: number;
            /** @description The people. */
            users: components["schemas"]["AdminUser"][];
        };
        /** @description Who looks. */
        AdminViewer: {
            /** @description Their address, if they have signed in. */
            email?: string | null;
            /** @description As it stands in the audit log. */
            id: string;
        };
        /** @description What was taken in. */
        Adopted: {
            /** @description An operation for each, which looks how it is. */
            operations: components["schemas"]["Operation"][];
        };
        /** @description An agent. */
        Agent: {
            /** @description What it is called everywhere; also its `client_id`. */
            agentId: string;
            /** @description What it does, roughly. */
            agentType: string;
            /** @description What it says it can do. */
            capabilities: string[];
            /**
             * Format: date-time
             * @description When it came.
             */
            createdAt: string;
            /** @description Who brought it. */
            createdBy: string;
            /** @description Where it runs. */
            deploymentEnv: string;
            /** @description What it is for. */
            description: string;
            /** @description Its address. */
            email: string;
            /** @description Where it is spoken to. */
            endpoint?: string | null;
            /** @description Why it is not shown there all the same. */
            hidden?: string | null;
            /** @description Whether everybody may find it in the marketplace. */
            isPublic: boolean;
            /** @description What people call it. */
            name: string;
            /** @description Whose it is. */
            organizationId: string;
            /** @description Who answers for it. */
            owner: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            publishedAt?: string | null;
            /**
             * Format: int32
             * @description How often visitors have complained.
             */
            reports: number;
            /** @description `active`, `suspended` or `decommissioned`. */
            status: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updatedAt: string;
            /** @description Which version of it. */
            version: string;
        };
        /** @description What is to be changed of an agent; what is not named stays. */
        AgentChange: {
            /** @description What it does. */
            agentType?: string | null;
            /** @description What it can do. */
            capabilities?: string[] | null;
            /** @description Where it runs. */
            deploymentEnv?: string | null;
            /** @description What it is for. */
            description?: string | null;
            /** @description Where it is spoken to. */
            endpoint?: string | null;
            /** @description Whether everybody may find it in the marketplace. */
            isPublic?: boolean | null;
            /** @description What people call it. */
            name?: string | null;
            /** @description Who answers for it. */
            owner?: string | null;
            /** @description `active`, `suspended` or `decommissioned`. */
            status?: string | null;
            /** @description Which version of it. */
            version?: string | null;
        };
        /** @description A page of agents, newest first. */
        AgentPage: {
            /** @description The agents. */
            data: components["schemas"]["Agent"][];
            /**
             * Format: int32
             * @description How many are on a page.
             */
            limit: number;
            /**
             * Format: int32
             * @description Which page this is.
             */
            page: number;
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description A wish for an agent. */
        AgentRequest: {
            /**
             * @description `screener`, `classifier`, `orchestrator`, `extractor`, `summarizer`, `router`, `monitor` or `custom`.
             * @example screener
             */
            agentType: string;
            /**
             * @description What it says it can do, as `resource:action`.
             * @example [
             *       "invoices:read"
             *     ]
             */
            capabilities: string[];
            /**
             * @description `development`, `staging` or `production`.
             * @example production
             */
            deploymentEnv: string;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description Its address, which no other agent of yours has.
             * @example screener-001@example.org
             */
            email: string;
            /** @description Where it is spoken to, if it listens. */
            endpoint?: string | null;
            /** @description Whether everybody may find it in the marketplace. */
            isPublic?: boolean;
            /** @description What people call it; what stands before the `@`, if nothing is said. */
            name?: string | null;
            /** @description Who answers for it. */
            owner: string;
            /**
             * @description Which version of it.
             * @example 1.0.0
             */
            version: string;
        };
        /** @description A token for an agent's worker, the only time that it is shown. */
        AgentTokenIssued: {
            /** @description The token. */
            agent_token: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
        };
        /** @description What a token for an agent's worker is to allow, besides to chat. */
        AgentTokenRequest: {
            /** @description Whether it may export. */
            export?: boolean;
            /** @description Whether the agent may remember. */
            mem?: boolean;
            /** @description Whether it may use tools. */
            tools?: boolean;
        };
        /** @description An owner's word on whether the ends of failed jobs' logs may be sent to a provider. */
        AiConsent: {
            /** @description Whether they may. */
            is_allowed: boolean;
            /** @description The provider that is meant, as it was shown; it must be the one that is set up. */
            provider?: string | null;
        };
        /** @description What a model makes of a failure. It may be wrong, and nothing was done because of it. */
        AiExplanation: {
            /**
             * Format: date-time
             * @description When it was asked.
             */
            at: string;
            /**
             * Format: int32
             * @description The attempt whose log was looked at.
             */
            attempt: number;
            /** @description Always true: a model has written the text. */
            is_ai: boolean;
            /**
             * @description The job.
             * @example job_1
             */
            job: string;
            /**
             * Format: int64
             * @description How many bytes of the log it was shown.
             */
            log_bytes: number;
            /** @description Which model. */
            model: string;
            /** @description Which provider. */
            provider: string;
            /**
             * Format: int64
             * @description How many places in what it was shown were made unreadable first.
             */
            redactions: number;
            /** @description What it says, as plain text. */
            text: string;
        };
        /** @description Whether a model is set up, and whether this organisation lets it see logs. */
        AiStanding: {
            /**
             * Format: date-time
             * @description Since when.
             */
            allowed_at?: string | null;
            /** @description By whom. */
            allowed_by?: string | null;
            /** @description Where logs would be sent. */
            host?: string | null;
            /** @description Whether the owner of the organisation has agreed to this provider. */
            is_allowed: boolean;
            /** @description Which model is asked. */
            model?: string | null;
            /** @description Which provider is set up, such as `openai`; nothing if none is. */
            provider?: string | null;
        };
        /** @description How far an array is: how many of its tasks are where. */
        ArrayProgress: {
            /**
             * Format: int32
             * @description How many were cancelled.
             */
            cancelled: number;
            /**
             * Format: int32
             * @description How many failed.
             */
            failed: number;
            /**
             * @description The numbers of its tasks.
             * @example 1-100
             */
            numbers: string;
            /**
             * Format: int32
             * @description How many took three workers down.
             */
            quarantined: number;
            /**
             * Format: int32
             * @description How many succeeded.
             */
            succeeded: number;
            /**
             * Format: int32
             * @description How many there are.
             */
            tasks: number;
            /**
             * Format: int32
             * @description How many took too long.
             */
            timed_out: number;
            /**
             * Format: int32
             * @description How many have begun and not ended.
             */
            under_way: number;
            /**
             * Format: int32
             * @description How many wait for their first grant.
             */
            waiting: number;
            /**
             * Format: int32
             * @description On how many workers these are.
             */
            workers?: number;
        };
        /** @description A file that an attempt has left behind. */
        Artefact: {
            /**
             * Format: int32
             * @description The attempt that left it.
             */
            attempt: number;
            /**
             * Format: date-time
             * @description When it was kept.
             */
            created_at: string;
            /**
             * @description Its name, relative to the working directory.
             * @example dist/app.js
             */
            name: string;
            /** @description The SHA-256 of what is in it, in hexadecimal. */
            sha256: string;
            /**
             * Format: int64
             * @description How long it is.
             */
            size: number;
        };
        /** @description A page of artefacts, by attempt and name. */
        ArtefactPage: {
            /** @description The artefacts. */
            items: components["schemas"]["Artefact"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /** @description A machine that listens, for the coordinator to call it. */
        AttachRequest: {
            /**
             * @description Something before it ends TLS, for which an authority vouches, like the edge of a cloud. Otherwise it
             *     encrypts itself, with its own key.
             */
            is_behind_proxy?: boolean;
            /** @description Labels to give it. */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Its name; the host of its address if nothing is said. */
            name?: string | null;
            /**
             * Format: int32
             * @description How many jobs it runs at a time, until it says so itself.
             */
            slots?: number | null;
            /**
             * @description Where it listens: `https://HOST:PORT`, or `http://` on this machine or a tailnet.
             * @example https://192.168.1.9:7700
             */
            url: string;
        };
        /** @description A worker that the coordinator calls from now on, with what it proves itself with. That is shown once. */
        Attached: {
            /** @description Its id. */
            id: string;
            /** @description What it proves itself with, for `MUSTER_WORKER_IDENTITY` there. */
            identity: string;
            /** @description One line per operating system, to paste there. */
            lines: components["schemas"]["JoinLine"][];
            /** @description Its name. */
            name: string;
        };
        /** @description One try of a job on one worker. */
        Attempt: {
            /** @description The reason in a sentence. */
            detail?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at?: string | null;
            /**
             * Format: int32
             * @description Its exit code.
             */
            exit_code?: number | null;
            /**
             * @description The grant's fence.
             * @example 3.1
             */
            fence: string;
            /**
             * Format: date-time
             * @description When it was granted.
             */
            leased_at: string;
            /** @description Artefacts that were not kept, each with the reason. */
            left_out?: string[];
            /** @description The worker cannot say for certain that nothing of it is left running there. */
            may_survive?: boolean;
            /**
             * Format: int32
             * @description Its number, from 1.
             */
            number: number;
            /** @description Why it did not succeed. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at?: string | null;
            /**
             * @description Where it is.
             * @example ended
             */
            state: string;
            /** @description The worker. */
            worker: components["schemas"]["WorkerName"];
        };
        /**
         * @description Whether events are missing at an end.
         * @enum {string}
         */
        AuditCompleteness: "proven" | "unproven" | "broken";
        /** @description Something that was done, or was not allowed. */
        AuditEvent: {
            /** @description What was done, as `<noun>.<verb>`. */
            action: string;
            /** @description Who did it. */
            actor: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description More about it. */
            detail: Record<string, never>;
            /** @description What it is called. */
            id: string;
            /** @description Under which key of the caller. */
            idempotency_key?: string | null;
            /** @description `succeeded`, `denied` or `failed`. */
            outcome: string;
            /**
             * Format: int64
             * @description Its place in the log, once it is sealed; none for what was written before there were seals.
             */
            place?: number | null;
            /** @description In which request. */
            request_id: string;
            /** @description To what. */
            target: string;
        };
        /**
         * @description Whether every event is as it was sealed.
         * @enum {string}
         */
        AuditIntegrity: "proven" | "consistent" | "broken";
        /** @description What a new key of the log came to. */
        AuditKeyRotation: {
            /**
             * Format: int64
             * @description The number of the key that seals from now on; the first one had 0.
             */
            key: number;
            /**
             * Format: int64
             * @description The place of the last event that the key before it has sealed.
             */
            last_place: number;
        };
        /** @description A page of events, newest first. */
        AuditPage: {
            /** @description The events. */
            items: components["schemas"]["AuditEvent"][];
            /** @description Where the next page starts; nothing on the last. */
            next_cursor?: string | null;
        };
        /** @description What is wrong with a log. */
        AuditReason: {
            /**
             * @description One stable word, such as `edited`, `missing` or `rolled_back`.
             * @example edited
             */
            code: string;
            /** @description The same in a sentence. */
            says: string;
        };
        /** @description The same, with what is wrong. */
        AuditReport: components["schemas"]["AuditVerdict"] & {
            /** @description Whether the key is here, without which nothing can be proven. */
            has_key: boolean;
            reason?: components["schemas"]["AuditReason"] | null;
            /** @description By whom heads and exports are signed: what `muster audit verify FILE --signer` takes. */
            signer?: string | null;
        };
        /** @description What the log is worth. */
        AuditVerdict: {
            /**
             * @description The first event that is not in order; where events are missing, the one after the gap, and at the end of the
             *     log the last that is left.
             */
            brokenAtEventId?: string | null;
            /**
             * Format: int64
             * @description How many events of the range are in order, up to the first that is not.
             */
            checkedCount: number;
            /** @description Whether none is missing. */
            completeness: components["schemas"]["AuditCompleteness"];
            /** @description Whether every event is as it was sealed. */
            integrity: components["schemas"]["AuditIntegrity"];
            /** @description Whether neither integrity nor completeness is broken. */
            verified: boolean;
        };
        /** @description A backup. */
        Backup: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Whether it was made by itself, and goes by itself some day. */
            is_daily: boolean;
            /** @description Whether it was read back and found whole. */
            is_verified: boolean;
            /**
             * Format: int64
             * @description How many jobs are in it.
             */
            jobs: number;
            /** @description The id of the key that opens it. */
            key: string;
            /** @description The Muster that made it. */
            muster_version: string;
            /** @description Its file's name. */
            name: string;
            /** @description Its file, on the coordinator's machine. */
            path: string;
            /**
             * Format: int32
             * @description The schema of its store.
             */
            schema: number;
            /**
             * Format: int64
             * @description Its file's size in bytes.
             */
            size: number;
        };
        /** @description Why a backup was not made. */
        BackupFailure: {
            /** @description A stable code. */
            code: string;
            /** @description What to do about it. */
            hint: string;
            /** @description What happened, in a sentence. */
            message: string;
        };
        /** @description Every backup, newest first. */
        BackupList: {
            /** @description Where they are kept, on the coordinator's machine. */
            folder: string;
            /** @description Whether one is made every day. */
            is_daily: boolean;
            /** @description The backups. */
            items: components["schemas"]["Backup"][];
            run?: components["schemas"]["BackupRun"] | null;
        };
        /** @description The making of one backup. */
        BackupRun: {
            backup?: components["schemas"]["Backup"] | null;
            /**
             * Format: int64
             * @description Bytes of this step that are done.
             */
            done: number;
            failure?: components["schemas"]["BackupFailure"] | null;
            /** @description Whether it has ended. */
            is_over: boolean;
            /**
             * Format: int64
             * @description Which one since the coordinator started.
             */
            number: number;
            /** @description What is being done, for people. */
            step: string;
            /**
             * Format: int64
             * @description Of so many.
             */
            total: number;
        };
        /** @description Jobs that were accepted together. */
        Batch: {
            /**
             * @description The id of the first one, by which all of them can be listed.
             * @example job_12
             */
            batch: string;
            /** @description All of them, in the order in which they were submitted. */
            jobs: components["schemas"]["JobLink"][];
        };
        /** @description Which jobs are to be run again, together: those of a batch, or a selection. */
        BatchRerunRequest: {
            /**
             * @description All of this batch, by the id of its first job.
             * @example job_12
             */
            batch?: string | null;
            /** @description Only those of them that have ended and did not succeed, and of an array only such tasks. */
            failed_only?: boolean;
            /** @description These, up to 10 000. */
            jobs?: string[];
        };
        /** @description Jobs that are accepted all or not at all. */
        BatchSubmission: {
            /** @description Up to 10 000 jobs. Those that others need by name have a `key`. */
            jobs: components["schemas"]["JobSubmission"][];
        };
        /** @description Something at a provider that costs money now. */
        Billed: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: string;
            /**
             * @description `worker` or `environment`.
             * @example worker
             */
            kind: string;
            /** @description Its name for people. */
            name: string;
            /**
             * Format: int64
             * @description What it costs an hour, in millionths of a US dollar, if that is known.
             */
            price_per_hour?: number | null;
            /** @description Where it is. */
            provider: string;
            /** @description In which region. */
            region?: string | null;
            /**
             * @description How it is, in one word.
             * @example running
             */
            status: string;
        };
        /** @description How a biller is heard. */
        BillerStanding: {
            /**
             * @description `polar` or `stripe`.
             * @example stripe
             */
            biller: string;
            /**
             * Format: int64
             * @description How far its clock is ahead of ours, where that is more than a minute: then ours is wrong.
             */
            clock_offset_ms?: number | null;
            /** @description Whether it still sends messages here: `enabled`, `disabled` or `absent`; nothing, if it was not asked. */
            endpoint?: string | null;
            /** @description Why it could not be read the last time, if it could not. */
            failed_with?: string | null;
            /**
             * Format: date-time
             * @description When a message last came from there by itself.
             */
            heard_at?: string | null;
            /**
             * Format: date-time
             * @description Before this it is not asked again.
             */
            retry_at?: string | null;
            /**
             * Format: date-time
             * @description When everything was last read there.
             */
            synced_at?: string | null;
        };
        /** @description What was asked to be paid. */
        BillingInvoice: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description As billers write it. */
            currency: string;
            /** @description The biller's id. */
            id: string;
            /** @description What stands on it. */
            invoiceNumber?: string | null;
            /** @description Where it can be read. */
            invoiceUrl?: string | null;
            /**
             * @description `draft`, `open`, `paid`, `refunded`, `void`, `uncollectible` or `unknown`.
             * @example paid
             */
            status: string;
            /**
             * Format: int64
             * @description In the currency's smallest unit.
             */
            totalAmount: number;
        };
        /** @description How many there may be; as many as anybody likes if there is none. */
        BillingLimits: {
            /**
             * Format: int64
             * @description Active agents.
             */
            maxAgents?: number | null;
            /**
             * Format: int64
             * @description Requests to the API on a UTC day.
             */
            maxCallsPerDay?: number | null;
        };
        /** @description How an organisation stands with its billers. Nobody is asked for this: it is what is known. */
        BillingStatus: {
            /** @description Why it is this plan. */
            because: string;
            /** @description How each biller is heard. */
            billers: components["schemas"]["BillerStanding"][];
            /** @description Whether it is not renewed then. */
            cancel_at_period_end: boolean;
            /**
             * Format: date-time
             * @description When the period ends that is paid.
             */
            current_period_end?: string | null;
            /** @description Whether cloud workers may be created beyond those that are free. */
            entitled: boolean;
            /** @description The latest invoices. */
            invoices: components["schemas"]["BillingInvoice"][];
            /** @description Whether a checkout is open that may still be paid. */
            is_checkout_open: boolean;
            /** @description Whether anything is limited by a plan at all. */
            is_enforced: boolean;
            /** @description Whether refusals are only shown and not meant. */
            is_observed: boolean;
            /**
             * @description What Polar's gate is to be on for and lacks, in sentences. As long as it lacks anything nothing is made that needs
             *     a plan. Only the desktop app begins like this; it asks for what is missing.
             */
            lacks?: string[];
            /**
             * Format: date-time
             * @description When a biller last confirmed it.
             */
            last_synced_at?: string | null;
            /** @description What is limited. */
            limits: components["schemas"]["LimitStanding"][];
            /** @description What can be bought. */
            offers: components["schemas"]["Offer"][];
            /**
             * @description `free`, `basic`, `pro` or `family`.
             * @example free
             */
            plan: string;
            /**
             * @description `none`, `trialing`, `active`, `past_due`, `paused` or `cancelled`.
             * @example active
             */
            status: string;
            /** @description Everything that was bought, the best first. */
            subscriptions: components["schemas"]["BillingSubscription"][];
            /** @description Whose. */
            tenantId: string;
            /**
             * @description The same, in the words of other systems.
             * @example free
             */
            tier: string;
            /**
             * @description `ok`, or why what is kept is not believed: `edited`, `rolled_back`, `no_mark`, `expired`, `clock_put_back`.
             * @example ok
             */
            trust: string;
            /**
             * Format: date-time
             * @description Until when this counts without news.
             */
            valid_until?: string | null;
            /**
             * Format: int64
             * @description How often something would have been refused since the start, if refusals were meant.
             */
            would_be_refusals: number;
        };
        /** @description Something that was bought for as long as it is paid. */
        BillingSubscription: components["schemas"]["SubscriptionPrice"] & {
            /**
             * @description Who bills it.
             * @example stripe
             */
            biller: string;
            /** @description What was bought: a price of Stripe's or a product of Polar's. */
            bought?: string | null;
            /** @description Whether it is not renewed then. */
            cancelAtPeriodEnd: boolean;
            /**
             * Format: date-time
             * @description When somebody asked for its end.
             */
            canceledAt?: string | null;
            /**
             * Format: date-time
             * @description When it ends.
             */
            currentPeriodEnd?: string | null;
            /**
             * Format: date-time
             * @description When the period began that is paid, or being paid.
             */
            currentPeriodStart?: string | null;
            /**
             * Format: date-time
             * @description When it was over.
             */
            endedAt?: string | null;
            /** @description The biller's id. */
            id: string;
            /**
             * @description `trialing`, `active`, `past_due`, `paused` or `cancelled`.
             * @example active
             */
            status: string;
        };
        /** @description Usage of a day, in the words of the documented registry of agents, with our own beside them. */
        BillingUsage: {
            /**
             * Format: int64
             * @description Agents that are active.
             */
            activeAgents: number;
            /**
             * Format: int64
             * @description Requests to the API on this day.
             */
            apiCalls: number;
            /**
             * Format: date
             * @description The day, in UTC.
             */
            date: string;
            /** @description How many of each there may be. */
            limits: components["schemas"]["BillingLimits"];
            /** @description The organisation. */
            tenantId: string;
            /** @description The plan. */
            tier: string;
            /**
             * Format: int64
             * @description Tokens that were issued on this day.
             */
            tokenIssuances: number;
            /** @description The same and everything else in units, as a ledger. */
            usage: components["schemas"]["LedgerLine"][];
        };
        /** @description One file of a support bundle. */
        BundleFile: {
            /** @description What it is, in a sentence. */
            about: string;
            /** @description Whether a part of it was left out, because it was too long. */
            is_cut: boolean;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description How many places in it were made unreadable.
             */
            redacted: number;
            /** @description Its text. */
            text: string;
        };
        /** @description Which jobs are to be cancelled: those that are named, or those that match as in the list. */
        CancelManyRequest: {
            /** @description Those of this batch, by the id of its first job. */
            batch?: string | null;
            /** @description These jobs, up to 1000. */
            jobs?: string[] | null;
            /** @description Those that have all of these labels, separated by commas. */
            label?: string | null;
            /** @description Those that match this, such as `state:queued older:1d`. */
            query?: string | null;
            /** @description The reason, for the audit log. */
            reason?: string | null;
            /** @description Those whose command, name or id contains this text. */
            search?: string | null;
            /** @description Those in these states, separated by commas. */
            state?: string | null;
        };
        /** @description Why a job is to be cancelled. */
        CancelRequest: {
            /** @description The reason, for the audit log. */
            reason?: string | null;
        };
        /** @description How many jobs were cancelled. */
        CancelledJobs: {
            /**
             * Format: int64
             * @description How many had ended before.
             */
            already_over: number;
            /**
             * Format: int64
             * @description How many were cancelled, or asked to end.
             */
            cancelled: number;
        };
        /** @description An agent's card, and what a card does not say. */
        CardImport: {
            /** @description What it does; `custom`, if nothing is said. */
            agentType?: string | null;
            /** @description The card, as A2A has it. */
            card: Record<string, never>;
            /** @description Where it runs; `production`, if nothing is said. */
            deploymentEnv?: string | null;
            /** @description Its address, which no other agent of yours has. */
            email: string;
            /** @description Whether everybody may find it in the marketplace. */
            isPublic?: boolean;
            /** @description Who answers for it. */
            owner: string;
        };
        /**
         * @description A client proves that it knows a credential without showing it, and wants the same of the coordinator.
         *
         *     Both proofs are HMAC-SHA-256 under the credential's SHA-256: of a token that was issued its secret part's,
         *     of any other text its own. They cover who speaks, the nonce and the `Host` of the request, so nobody can
         *     pass them on.
         */
        Challenge: {
            /** @description The client's proof, in URL-safe base 64. */
            claim: string;
            /** @description 32 random bytes, in URL-safe base 64. */
            nonce: string;
            /** @description The id of the token; nothing for a preset token and for the key of `instance.json`. */
            token?: string | null;
        };
        /** @description The coordinator's proof. */
        ChallengeAnswer: {
            /** @description In URL-safe base 64. */
            proof: string;
        };
        /** @description A worker that was changed, in both shapes. */
        ChangedWorker: components["schemas"]["Worker"] & {
            /** @description The same in Den's shape. */
            worker: components["schemas"]["DenWorker"];
        };
        /** @description One check of `doctor`. */
        Check: {
            /** @description What was found, in a sentence. */
            finding: string;
            fix?: components["schemas"]["Fix"] | null;
            /** @description What to do about it. */
            hint?: string | null;
            /** @description A stable name. */
            name: string;
            /** @description How it went. */
            verdict: components["schemas"]["Verdict"];
        };
        /** @description A page on which something can be bought. */
        CheckoutPage: {
            /**
             * @description Whose page it is.
             * @example stripe
             */
            biller: string;
            /** @description The same, in the words of other systems. */
            checkoutUrl: string;
            /** @description The biller's id of it. */
            id: string;
            /** @description The page. */
            url: string;
        };
        /** @description What somebody wants to buy. */
        CheckoutRequest: {
            /**
             * @description Where a buyer lands who goes back.
             * @default null
             */
            cancelUrl: string | null;
            /**
             * @description Where a buyer lands who has paid; the console's page, if it is not said.
             * @default null
             */
            successUrl: string | null;
            /**
             * @description `basic`, `pro` or `family`, or one of the older words for them; the smallest that can be bought, if it is not said.
             * @default null
             * @example basic
             */
            tier: string | null;
        };
        /** @description What can be had at providers, and what is there. */
        Cloud: {
            /**
             * Format: int64
             * @description What everything may cost an hour, in millionths of a US dollar.
             */
            ceiling_per_hour?: number | null;
            /** @description The image of an environment that names none. */
            default_image: string;
            /** @description Where new workers are made, if anywhere. */
            default_provider?: string | null;
            /** @description The region of an environment that names none. */
            default_region: string;
            /** @description Here and gone at their provider, found by the last sweep. */
            ghosts: string[];
            /** @description Regions for environments. */
            regions: components["schemas"]["RegionOffer"][];
            /** @description At providers and not here, by the last sweep. */
            strays: components["schemas"]["CloudStray"][];
            /** @description Providers that did not answer the last sweep. */
            unanswered: string[];
            /** @description Providers of workers. */
            workers: components["schemas"]["WorkerOffer"][];
        };
        /** @description The rules of an organisation for what it has at providers. */
        CloudRules: {
            /**
             * Format: int64
             * @description What everything may cost an hour, in millionths of a US dollar; nothing is made beyond it. There is no limit if
             *     nothing is said.
             * @example 2000000
             */
            ceiling_per_hour?: number | null;
            /**
             * @description Where new workers are made, if an order does not say.
             * @example daytona
             */
            default_provider?: string | null;
            /**
             * Format: int32
             * @description After how many days a stopped cloud worker is deleted; never if nothing is said.
             */
            delete_stopped_workers_after_days?: number | null;
            /** @description Whether it is told once a day what still runs. */
            remind?: boolean;
            /**
             * Format: int32
             * @description After how many minutes without a job and without use a cloud worker stops; never if nothing is said.
             */
            stop_idle_workers_after_minutes?: number | null;
        };
        /** @description Something at a provider that nothing here is about. */
        CloudStray: {
            /** @description What it is called there. */
            name: string;
            /** @description Where. */
            provider: string;
            /** @description In which region, if the provider says. */
            region?: string | null;
            /**
             * Format: date-time
             * @description Since when it is seen.
             */
            seen_since: string;
        };
        /** @description Where a node of deborgen has put a file. */
        CompatArtifact: {
            /** @description The secret of its lease. */
            lease_token: string;
            /** @description Its own name for itself. */
            node_id: string;
            /** @description Where the file is. */
            url: string;
        };
        /** @description How a job went on a node. */
        CompatFinish: {
            /**
             * Format: int32
             * @description The exit code.
             */
            exit_code: number;
            /** @description Why it failed, in the node's words. */
            failure_reason?: string | null;
            /** @description The token of the grant. */
            lease_token: string;
            /** @description The node. */
            node_id: string;
        };
        /** @description A job for a node, and the token that proves the grant. */
        CompatGrant: {
            /** @description The job. */
            job: components["schemas"]["CompatJob"];
            /** @description To be sent with every report about it. */
            lease_token: string;
        };
        /** @description What a node says of itself. */
        CompatHeartbeat: {
            /** @description Its labels; none keeps the old ones. */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Its name for people. */
            name?: string | null;
        };
        /** @description A job, in deborgen's words. */
        CompatJob: {
            /** @description Where nodes say that its files are. */
            artifact_urls: string[];
            /** @description The node or worker that has it. */
            assigned_node_id?: string | null;
            /**
             * Format: int32
             * @description Attempts made.
             */
            attempts: number;
            /** @description The command. */
            command: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: int32
             * @description The exit code of the last attempt.
             */
            exit_code?: number | null;
            /** @description Why it failed. */
            failure_reason?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description `job_<n>`. */
            id: string;
            /**
             * Format: int32
             * @description Attempts that may fail.
             */
            max_attempts: number;
            /** @description Labels that the node must have; other conditions of a job are not among deborgen's words. */
            requirements: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When its last attempt began.
             */
            started_at?: string | null;
            /** @description `queued`, `running`, `succeeded` or `failed`. */
            status: string;
            /**
             * Format: int64
             * @description How long one attempt may take.
             */
            timeout_seconds: number;
        };
        /** @description All jobs, newest first. */
        CompatJobs: {
            /** @description The jobs. */
            jobs: components["schemas"]["CompatJob"][];
        };
        /** @description A job's whole log. */
        CompatLog: {
            /** @description The text. */
            text: string;
        };
        /** @description A part of a job's log from a node. */
        CompatLogAppend: {
            /** @description The token of the grant. */
            lease_token: string;
            /** @description The node. */
            node_id: string;
            /** @description The text. */
            text: string;
        };
        /** @description A node, as it is kept. */
        CompatNode: {
            /** @description Its labels. */
            labels: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was last heard.
             */
            last_seen_at: string;
            /** @description Its name for people. */
            name?: string | null;
            /** @description The node's own name for itself. */
            node_id: string;
        };
        /** @description A node of deborgen asks where to put a file. */
        CompatPresign: {
            /** @description The file's name. */
            filename: string;
            /** @description The secret of its lease. */
            lease_token: string;
            /** @description Its own name for itself. */
            node_id: string;
        };
        /** @description Where to put a file and where to get it, without any header. */
        CompatPresigned: {
            /** @description Answers it for seven days. */
            download_url: string;
            /** @description Takes the file with `PUT`, as long as the lease stands. */
            upload_url: string;
        };
        /** @description A job to be run. */
        CompatSubmission: {
            /** @description A line for the shell. */
            command: string;
            /**
             * Format: int32
             * @description How many attempts may fail.
             */
            max_attempts?: number | null;
            /** @description Labels that the node must have. */
            requirements?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description How long one attempt may take.
             */
            timeout_seconds?: number | null;
        };
        /** @description Where a worker is reached. */
        Connect: {
            /** @description Its address. */
            openworkUrl: string;
            /** @description Always nothing: a worker of ours has no workspaces. */
            workspaceId?: string | null;
        };
        /** @description The code of a one-time link. */
        ConsoleExchange: {
            /** @description What stood after `#link=`. */
            code: string;
        };
        /** @description A link that opens the console once. */
        ConsoleLink: {
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expires_at: string;
            /** @description The link; its code stands after `#`, so that no server ever logs it. */
            url: string;
        };
        /** @description A browser's session. */
        ConsoleSession: {
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expires_at: string;
            /** @description The bearer token, for this origin's session storage. */
            token: string;
        };
        /** @description The coordinator, as the console shows it. */
        Coordinator: {
            /** @description Where its data is. */
            data_dir: string;
            /** @description The name of the machine that it runs on. */
            machine: string;
            /** @description Where everybody finds what is public, if anything is. */
            public_url?: string | null;
            /** @description Addresses at which it listens. */
            urls: string[];
            /** @description Its version. */
            version: string;
        };
        /**
         * @description What lowers a cost.
         * @enum {string}
         */
        CostAction: "stop" | "delete";
        /** @description What one thing has cost. */
        CostItem: {
            action?: components["schemas"]["CostAction"] | null;
            /**
             * Format: double
             * @description What all hours cost, in US dollars, if that is known.
             */
            cost_usd?: number | null;
            /**
             * Format: double
             * @description For how many hours it was up.
             */
            hours: number;
            /** @description Whether it is up now. */
            is_up: boolean;
            /** @description What was used. */
            meter: components["schemas"]["UsageMeter"];
            /** @description What people call it, as long as that is known. */
            name?: string | null;
            /**
             * Format: double
             * @description What an hour costs, in US dollars, if that is known.
             */
            price_per_hour_usd?: number | null;
            /** @description The id of the worker or the environment. */
            subject: string;
        };
        /** @description A credential of an agent, as it is kept. */
        Credential: {
            /** @description The agent. */
            clientId: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description The part that is not secret. */
            credentialId: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expiresAt?: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            lastUsedAt?: string | null;
            /**
             * Format: date-time
             * @description When somebody revoked it.
             */
            revokedAt?: string | null;
            /** @description What tokens may be got for. */
            scope: string;
            /** @description `active`, `ends_soon`, `expired` or `revoked`. */
            status: string;
            /** @description Which one took its place. */
            successor?: string | null;
        };
        /** @description A credential, the only time that its secret is shown. */
        CredentialCreated: components["schemas"]["Credential"] & {
            /** @description The secret. */
            clientSecret: string;
        };
        /** @description Every credential of an agent, newest first. */
        CredentialList: {
            /** @description The credentials. */
            data: components["schemas"]["Credential"][];
            /**
             * Format: int64
             * @description How many there are.
             */
            total: number;
        };
        /** @description A wish for a credential. */
        CredentialRequest: {
            /**
             * Format: date-time
             * @description When it ends; never, if nothing is said.
             */
            expiresAt?: string | null;
            /**
             * @description What tokens may be got for, with spaces between; what an agent needs for the registry, if nothing is said.
             * @example agents:read jobs:write
             */
            scope?: string | null;
        };
        /** @description Billing as OpenWork Den shows it. */
        DenBilling: {
            /** @description What that gives. */
            benefitId?: string | null;
            /** @description Whether somebody has to buy first. */
            checkoutRequired: boolean;
            /** @description Where, if that was asked for. */
            checkoutUrl?: string | null;
            /** @description Whether Polar's gate is on. */
            featureGateEnabled: boolean;
            /** @description Whether cloud workers may be created. */
            hasActivePlan: boolean;
            /** @description The latest invoices. */
            invoices: components["schemas"]["BillingInvoice"][];
            /** @description The customer's own pages at Polar. */
            portalUrl?: string | null;
            price?: components["schemas"]["Price"] | null;
            /** @description What is sold. */
            productId?: string | null;
            subscription?: components["schemas"]["BillingSubscription"] | null;
        };
        /** @description The same in its envelope. */
        DenBillingAnswer: {
            /** @description It. */
            billing: components["schemas"]["DenBilling"];
        };
        /** @description What became of that. */
        DenSubscriptionAnswer: {
            /** @description Everything else. */
            billing: components["schemas"]["DenBilling"];
            subscription?: components["schemas"]["BillingSubscription"] | null;
        };
        /** @description How a subscription is to end. */
        DenSubscriptionRequest: {
            /**
             * @description With the period that is paid, or not any more.
             * @default true
             */
            cancelAtPeriodEnd: boolean;
        };
        /** @description A worker, with all that we say of it beside Den's fields. */
        DenWorker: components["schemas"]["Worker"] & {
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Who made it. */
            createdByUserId?: string | null;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description What failed, if something did: `provisioning_failed`.
             * @example provisioning_failed
             */
            error?: string | null;
            /** @description As it was ordered. */
            imageVersion?: string | null;
            /** @description Whether that is who asks. */
            isMine: boolean;
            /**
             * Format: date-time
             * @description When it was last used, by its own word.
             */
            lastActiveAt?: string | null;
            /**
             * Format: date-time
             * @description When it last said how active it is.
             */
            lastHeartbeatAt?: string | null;
            /** @description Whose it is. */
            orgId: string;
            /**
             * Format: int64
             * @description What it costs an hour while it runs, in millionths of a US dollar.
             */
            pricePerHour?: number | null;
            /**
             * @description Why, such as `render_deploy_failed`.
             * @example render_deploy_failed
             */
            reason?: string | null;
            /** @description What its provider said last, without secrets. */
            said?: string | null;
            /** @description As it was ordered. */
            sandboxBackend?: string | null;
            /**
             * @description `provisioning`, `healthy`, `failed` or `stopped`.
             * @example healthy
             */
            status: string;
            stops?: components["schemas"]["WorkerStops"] | null;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            updatedAt: string;
            /** @description The folder in which a local one works. */
            workspacePath?: string | null;
        };
        /** @description How the coordinator is, part by part. */
        DetailedHealth: {
            /**
             * Format: date-time
             * @description When that was looked at.
             */
            at: string;
            /** @description Each part, by its name. */
            services: {
                [key: string]: components["schemas"]["PartHealth"];
            };
            /** @description How the worst part is. */
            status: components["schemas"]["HealthState"];
            /** @description The version of the coordinator. */
            version: string;
        };
        /** @description What an environment says of its use. */
        Dev8Activity: {
            /** @description The same id as in the address, if any. */
            environmentId?: string | null;
            /** @description How it is used. */
            snapshot: components["schemas"]["Dev8Snapshot"];
            /**
             * Format: date-time
             * @description When it was so.
             */
            timestamp?: string | null;
        };
        /** @description What was taken. */
        Dev8ActivityData: {
            /** @description Of which environment. */
            environmentId: string;
            /** @description As it was said. */
            snapshot: components["schemas"]["Dev8Snapshot"];
            /**
             * Format: date-time
             * @description When it came.
             */
            timestamp?: string | null;
        };
        /** @description What was taken in of an environment's word. */
        Dev8ActivityTaken: {
            /** @description What was taken. */
            data: components["schemas"]["Dev8ActivityData"];
            /** @description What was done, for people. */
            message: string;
            /** @description Always. */
            success: boolean;
        };
        /** @description An answer of both generations: the second's envelope, and the first's fields beside it. */
        Dev8Answer: {
            /** @description What it is about. */
            data: components["schemas"]["Dev8Data"];
            /** @description Several of them. */
            environments?: components["schemas"]["Dev8Environment"][] | null;
            /** @description Which environment. */
            id?: string | null;
            /** @description What was done, for people. */
            message: string;
            /**
             * Format: int64
             * @description Which page this is, from 1.
             */
            page?: number | null;
            /**
             * Format: int64
             * @description How many are on a page.
             */
            pageSize?: number | null;
            /** @description Always. */
            success: boolean;
            /**
             * Format: int64
             * @description How many there are.
             */
            total?: number | null;
        };
        /** @description A wish for an environment. Its eight secrets are given to the container alone. */
        Dev8Create: {
            /** @description Never shown again. */
            anthropicApiKey?: string | null;
            /** @description Kept and shown. */
            baseImage?: string | null;
            /** @description `AZURE`, if anything is said. */
            cloudProvider?: string | null;
            /** @description In which region. */
            cloudRegion: string;
            /** @description The editor's password. One is drawn, and shown once, if there is none. */
            codeServerPassword?: string | null;
            /** @description From which image, if not from the one of the settings. */
            containerImage?: string | null;
            /**
             * Format: int32
             * @description Processor cores.
             */
            cpuCores: number;
            /** @description Never shown again. */
            geminiApiKey?: string | null;
            /** @description Never shown again. */
            gitUserEmail?: string | null;
            /** @description Never shown again. */
            gitUserName?: string | null;
            /** @description Never shown again. */
            githubToken?: string | null;
            /**
             * Format: int32
             * @description Memory.
             */
            memoryGB: number;
            /** @description Its name for people. */
            name: string;
            /** @description Never shown again. */
            openaiApiKey?: string | null;
            /** @description Never shown again. */
            registryPassword?: string | null;
            /** @description Where that image is, if who may pull it is said. */
            registryServer?: string | null;
            /** @description Who may pull it. */
            registryUsername?: string | null;
            /** @description Never shown again. */
            sshPublicKey?: string | null;
            /**
             * Format: int32
             * @description Storage.
             */
            storageGB: number;
            /** @description For whom it is. */
            userId?: string | null;
            /** @description Its id; one is drawn if there is none. */
            workspaceId?: string | null;
        };
        /** @description What an answer is about. */
        Dev8Data: {
            environment?: components["schemas"]["Dev8Environment"] | null;
            /** @description Several of them. */
            environments?: components["schemas"]["Dev8Environment"][] | null;
            /** @description The last lines that it wrote. */
            logs?: string | null;
            /** @description The same for people. */
            message?: string | null;
            /**
             * Format: date-time
             * @description Until when it does not stop by itself.
             */
            notBefore?: string | null;
            /** @description What is under way with it, to be followed at `/v1/operations/{id}`. */
            operationId?: string | null;
            /** @description Which one. */
            workspaceId?: string | null;
        };
        /** @description An environment. */
        Dev8Environment: {
            /** @description The name of its container group. */
            azureContainerGroup: string;
            /** @description The name of its share. */
            azureFileShare: string;
            /** @description Its host; empty until it has one. */
            azureFqdn: string;
            /** @description As it was said. */
            baseImage: string;
            /** @description `AZURE`. */
            cloudProvider: string;
            /** @description In which region. */
            cloudRegion: string;
            /** @description How to reach it. */
            connectionUrls: components["schemas"]["Dev8Urls"];
            /** @description The image that it runs. */
            containerImage: string;
            /**
             * Format: int32
             * @description Processor cores.
             */
            cpuCores: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description When it was last used, by its own word.
             */
            lastAccessedAt?: string | null;
            /**
             * Format: int32
             * @description Memory.
             */
            memoryGB: number;
            /** @description Its name for people. */
            name: string;
            /** @description Why it is `ERROR`: a stable code. */
            reason?: string | null;
            /**
             * @description `CREATING`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `ERROR` or `DELETING`.
             * @example CREATING
             */
            status: string;
            /**
             * Format: int32
             * @description Storage.
             */
            storageGB: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            updatedAt: string;
            /** @description For whom it is. */
            userId: string;
        };
        /** @description A refusal. */
        Dev8Problem: {
            /**
             * @description `ERR_` and the status.
             * @example ERR_404
             */
            code: string;
            /** @description In a few words. */
            error: string;
            /** @description In a sentence. */
            message: string;
            /** @description The stable code of the same problem on our own routes. */
            reason: string;
            /** @description Never. */
            success: boolean;
            upgrade?: components["schemas"]["Upgrade"] | null;
        };
        /** @description How somebody uses an environment. */
        Dev8Snapshot: {
            /**
             * Format: int32
             * @description Open connections of editors.
             */
            activeIDEConnections?: number;
            /**
             * Format: int32
             * @description Open shells.
             */
            activeSSHConnections?: number;
            /**
             * Format: date-time
             * @description When the editor was last used.
             */
            lastIDEActivity?: string | null;
            /**
             * Format: date-time
             * @description When a shell was last used.
             */
            lastSSHActivity?: string | null;
        };
        /** @description How to reach an environment. Only what is open is told. */
        Dev8Urls: {
            /** @description The editor's password, if it was drawn and is shown now. It is shown once. */
            codeServerPassword?: string | null;
            /** @description Empty: no shell is open to the outside. */
            sshUrl: string;
            /** @description Empty: it is not open to the outside. */
            supervisorUrl: string;
            /** @description Empty: no shell is open to the outside. */
            vscodeDesktopUrl: string;
            /** @description The editor in a browser; empty while it does not run. */
            vscodeWebUrl: string;
        };
        /**
         * @description Which environment is meant, where the address does not say. What else Dev8's clients send is not looked at: the
         *     environment is as it was made.
         */
        Dev8Which: {
            /** @description For a delete: also if it runs. */
            force?: boolean;
            /** @description Its id. */
            workspaceId?: string;
        };
        /** @description What `doctor` found. */
        DoctorReport: {
            /** @description The checks, in order. */
            checks: components["schemas"]["Check"][];
        };
        /** @description Where it is. */
        DownloadLink: {
            /**
             * Format: date-time
             * @description Until when.
             */
            expires_at: string;
            /** @description Path and query, of the same coordinator. Whoever has it can read the file as long as whoever made it could. */
            url: string;
        };
        /** @description What is to be downloaded. */
        DownloadRequest: {
            /**
             * @description Path and query of a download: a log, an artefact, the jobs, or the audit log.
             * @example /v1/jobs/job_1/log/raw?attempt=1
             */
            path: string;
        };
        /**
         * @description Whether limits of plans are kept to.
         * @enum {string}
         */
        Enforcement: "off" | "observe" | "on";
        /** @description A container that people work in, with storage that outlives it. */
        Environment: {
            /** @description How it is used. */
            activity: components["schemas"]["EnvironmentActivity"];
            connection?: components["schemas"]["EnvironmentConnection"] | null;
            /**
             * Format: int32
             * @description Processor cores.
             */
            cpu_cores: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Who made it. */
            created_by: string;
            /** @description Variables that anybody may see. */
            env: {
                [key: string]: string;
            };
            /** @description Its id. */
            id: string;
            /** @description Its image. */
            image: string;
            /**
             * @description From which very image it runs, once its provider has said.
             * @example sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
             */
            image_digest?: string | null;
            /**
             * Format: int32
             * @description Memory.
             */
            memory_gb: number;
            /** @description Its name for people. */
            name: string;
            /**
             * Format: int64
             * @description What it costs an hour while it runs, in millionths of a US dollar.
             */
            price_per_hour?: number | null;
            /**
             * @description Where it is.
             * @example azure
             */
            provider: string;
            /** @description Why it failed: a stable code. */
            reason?: string | null;
            /** @description In which region. */
            region?: string | null;
            /** @description What its provider said about that, without secrets. */
            said?: string | null;
            /** @description The names of the variables that only it may see. */
            secrets?: string[];
            /**
             * @description `creating`, `starting`, `running`, `stopping`, `stopped`, `failed`, `deleting` or `gone`.
             * @example running
             */
            status: string;
            stops?: components["schemas"]["EnvironmentStops"] | null;
            /**
             * Format: int32
             * @description Storage.
             */
            storage_gb: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            updated_at: string;
        };
        /** @description An environment of which something is wanted. */
        EnvironmentAccepted: {
            /** @description The environment. */
            environment: components["schemas"]["Environment"];
            /** @description What becomes of the wish. */
            operation: components["schemas"]["Operation"];
            /** @description The password of its editor, if it was drawn here. It is shown once. */
            password?: string | null;
        };
        /** @description When an environment was last used, by its own word. */
        EnvironmentActivity: {
            /**
             * Format: date-time
             * @description When somebody last used it.
             */
            active_at?: string | null;
            /** @description What it said. */
            report?: Record<string, never> | null;
            /**
             * Format: date-time
             * @description When it last said anything.
             */
            reported_at?: string | null;
        };
        /** @description How to reach an environment. */
        EnvironmentConnection: {
            /** @description Its host. */
            host: string;
            /** @description The ports at which it answers. */
            ports: number[];
            /** @description The editor in a browser. */
            web: string;
        };
        /** @description The last lines that an environment wrote. */
        EnvironmentLog: {
            /** @description Them. */
            text: string;
        };
        /** @description Some environments, by id. */
        EnvironmentPage: {
            /** @description Them. */
            items: components["schemas"]["Environment"][];
            /** @description Where the next page begins, if there is one. */
            next_cursor?: string | null;
        };
        /**
         * @description What each part of an environment costs an hour while it runs, in millionths of a US dollar. Storage costs the same while it
         *     is stopped.
         */
        EnvironmentRates: {
            /**
             * @description The day of the prices.
             * @example 2025-06-01
             */
            as_of: string;
            /**
             * Format: int64
             * @description A core.
             */
            core: number;
            /**
             * Format: int64
             * @description A GB of memory.
             */
            memory_gb: number;
            /**
             * Format: int64
             * @description A GB of storage.
             */
            storage_gb: number;
        };
        /** @description A wish for an environment. */
        EnvironmentRequest: {
            /**
             * Format: int32
             * @description Processor cores.
             */
            cpu_cores: number;
            /** @description Variables that anybody may see. */
            env?: {
                [key: string]: string;
            };
            /**
             * @description Its id, from which its names at the provider are made: 1 to 54 lower-case letters, digits and single
             *     hyphens. One is drawn if there is none.
             */
            id?: string | null;
            /** @description From which image, if not from the one of the settings. */
            image?: string | null;
            /**
             * Format: int32
             * @description Memory.
             */
            memory_gb: number;
            /** @description Its name for people. */
            name: string;
            /** @description In which region, if not in the one of the settings. */
            region?: string | null;
            registry?: components["schemas"]["RegistryLogin"] | null;
            /** @description Variables that only the environment may see. */
            secrets?: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description After how many minutes without use it is stopped; never if nothing is said.
             */
            stop_after_idle_minutes?: number | null;
            /**
             * Format: int32
             * @description Storage, which survives a stop.
             */
            storage_gb: number;
        };
        /** @description When an environment stops by itself. */
        EnvironmentStops: {
            /**
             * Format: int32
             * @description After how many minutes without use.
             */
            after_idle_minutes: number;
            /**
             * Format: date-time
             * @description When, if nobody uses it until then; nothing while it does not run or is in use.
             */
            at?: string | null;
            /**
             * Format: date-time
             * @description Not before.
             */
            not_before?: string | null;
            /**
             * @description Why it does not stop though nobody seems to use it, or why it did.
             * @example no activity signal
             */
            says?: string | null;
        };
        /** @description A run that shows what GitHub has signed for it, and wants a token of ours. */
        ExchangeRequest: {
            /** @description Which agent it wants to act as; none, if it wants to make one. */
            agentId?: string | null;
            /** @description Whose agent it wants to make; the coordinator's own organisation, if nothing is said. */
            organizationId?: string | null;
            /** @description GitHub's token for the run; its audience is the coordinator's address. */
            token: string;
        };
        /** @description What a run has got. */
        Exchanged: {
            /** @description The token, the only time that it is shown. */
            access_token: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
            /**
             * Format: int64
             * @description How many seconds it lives.
             */
            expires_in: number;
            /** @description What it may be used for. */
            scope: string;
            /** @description How it is shown: `Bearer`. */
            token_type: string;
        };
        /** @description Which rule would take a run, and why others would not. Nothing is spent. */
        Explained: {
            /** @description The rule that admits it. */
            admittedBy?: string | null;
            /** @description What that rule looked at and found right. */
            matched: string[];
            /** @description Of each rule that was tried before, the first thing that is otherwise. */
            mismatches: components["schemas"]["PolicyMismatch"][];
        };
        /** @description A line of an export. */
        ExportedJob: components["schemas"]["Job"] & {
            /** @description Its attempts, first to last. */
            attempts: components["schemas"]["Attempt"][];
        };
        /** @description How much longer an environment is kept from stopping by itself. */
        ExtendRequest: {
            /**
             * Format: int32
             * @description From now on, up to a week; an hour if nothing is said.
             */
            minutes?: number | null;
        };
        /** @description What Muster can do about something that was found. */
        Fix: {
            /** @description What is done, in words to be agreed to: "Make a backup now". */
            does: string;
            /** @description Which it is. */
            kind: components["schemas"]["FixKind"];
            /** @description The file or folder that it is about, if it is done on the machine of whoever asks. */
            place?: string | null;
        };
        /** @description What was done, and how it looks now. */
        FixDone: {
            /** @description The check, made again. */
            checks: components["schemas"]["Check"][];
            /** @description What was done, in a sentence. */
            said: string;
        };
        /**
         * @description What can be done about something that was found.
         * @enum {string}
         */
        FixKind: "make_backup" | "close_data_directory" | "repeat_passes" | "close_file";
        /** @description What is to be mended. */
        FixRequest: {
            /** @description The name of the check that offers it. */
            check: string;
            /** @description What is to be done. */
            fix: components["schemas"]["FixKind"];
        };
        /** @description How several workers were. */
        FleetHistory: {
            /** @description Those of them that there are, in the order in which they were asked for. */
            items: components["schemas"]["HistoryOfOne"][];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description A grant that is used once. */
        Handoff: {
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expiresAt: string;
            /** @description The grant. */
            grant: string;
            /** @description The address that opens the program with it. */
            openworkUrl: string;
        };
        /** @description A grant that a program has been given. */
        HandoffExchange: {
            /** @description 12 to 128 characters. */
            grant: string;
        };
        /** @description A wish to hand a session over to another program. */
        HandoffRequest: {
            /** @description The scheme of its addresses. */
            desktopScheme?: string | null;
            /** @description Where that program goes then. */
            next?: string | null;
        };
        /** @description Whether the coordinator is well, as deborgen's clients ask. */
        Health: {
            /** @description `ok`. */
            status: string;
        };
        /**
         * @description How a part of the coordinator is; the worst comes last.
         * @enum {string}
         */
        HealthState: "healthy" | "degraded" | "unreachable";
        /** @description How active a worker is, by its own word. */
        Heartbeat: {
            /** @description Whether it was used within its window. */
            isActiveRecently: boolean;
            /**
             * Format: date-time
             * @description When it was last used.
             */
            lastActivityAt?: string | null;
            /**
             * Format: int32
             * @description How many sessions are open in it.
             */
            openSessionCount?: number | null;
            /**
             * Format: date-time
             * @description When it said so.
             */
            sentAt?: string | null;
        };
        /** @description What was taken in of a heartbeat. */
        HeartbeatTaken: {
            /** @description As it was said. */
            isActiveRecently: boolean;
            /**
             * Format: date-time
             * @description When it was last used; never earlier than before.
             */
            lastActiveAt?: string | null;
            /**
             * Format: date-time
             * @description When it came.
             */
            lastHeartbeatAt?: string | null;
            /** @description Always. */
            ok: boolean;
            /**
             * Format: int32
             * @description As it was said.
             */
            openSessionCount?: number | null;
            /** @description Whose it was. */
            workerId: string;
        };
        /** @description Who holds something back, since when, and why. */
        Held: {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            /** @description Who. */
            by: string;
            /** @description Why, in their words. */
            reason: string;
        };
        /** @description How one of several workers was. */
        HistoryOfOne: {
            /** @description How it was, oldest first; of one that came and went often only its last 200 spans. */
            spans: components["schemas"]["WorkerSpan"][];
            /** @description Which. */
            worker: string;
        };
        /** @description Why a job is to be held back. */
        HoldRequest: {
            /** @description The reason, for whoever waits for it: up to 500 characters on one line. */
            reason: string;
        };
        /** @description The machine at its provider. */
        Instance: {
            /**
             * Format: date-time
             * @description When it was ordered.
             */
            createdAt: string;
            /**
             * @description `render`, `daytona` or `kubernetes`.
             * @example render
             */
            provider: string;
            /** @description Where it is, if that is known. */
            region?: string | null;
            /**
             * @description `provisioning`, `healthy`, `failed` or `stopped`.
             * @example provisioning
             */
            status: string;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            updatedAt: string;
            /** @description Where it answers, once it does. Its `/health` is 200 without a token. */
            url?: string | null;
        };
        /** @description An invitation as it is shown later: without its token. */
        Invitation: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Who made it. */
            created_by: string;
            /** @description Whose address it is for. */
            email?: string | null;
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expires_at: string;
            /** @description Which. */
            id: string;
            /** @description What it gives. */
            role: string;
        };
        /** @description An invitation that somebody who has an account wants to use. */
        InvitationAccept: {
            /** @description Its token. */
            token: string;
        };
        /** @description A new invitation. Its token is shown once. */
        InvitationCreated: components["schemas"]["Invitation"] & {
            /** @description The token, for whoever is invited. */
            token: string;
            /** @description A page where they can use it; its token stands after `#`, so that no server ever logs it. */
            url: string;
        };
        /** @description Invitations that can still be used, newest first. */
        InvitationList: {
            /** @description Each of them. */
            items: components["schemas"]["Invitation"][];
        };
        /** @description A wish that somebody may belong to an organisation. */
        InvitationRequest: {
            /** @description Whose address it is for; whoever holds it, if for none. */
            email?: string | null;
            /**
             * Format: int64
             * @description How long it can be used; seven days, if nothing is said.
             */
            expires_in_seconds?: number | null;
            /** @description `owner`, `operator` or `viewer`. */
            role: string;
        };
        /** @description A job, as it is now. */
        Job: {
            array?: components["schemas"]["ArrayProgress"] | null;
            /** @description Which files are kept when an attempt has ended, as patterns. */
            artefacts?: string[];
            /**
             * Format: int32
             * @description The attempt that runs, or ran last; 0 before the first.
             */
            attempt: number;
            /**
             * @description The first job of the request that it was submitted in with others.
             * @example job_1
             */
            batch?: string | null;
            /** @description The command in one line. */
            command: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /** @description Who submitted it. */
            created_by: string;
            /**
             * Format: int32
             * @description The exit code of its last attempt.
             */
            exit_code?: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            hold?: components["schemas"]["Held"] | null;
            /**
             * @description Its id, `job_<n>`.
             * @example job_1
             */
            id: string;
            /**
             * @description What becomes of it when a job that it needs does not succeed.
             * @example cancel
             */
            if_needs_fail?: string;
            /** @description Somebody asked for its end and the worker has not confirmed it yet. */
            is_cancel_requested: boolean;
            /**
             * @description How much it is kept apart from its worker: `none`, `landlock` or `bubblewrap`.
             * @example none
             */
            isolation: string;
            /** @description What it is sorted by. */
            labels?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description How long it may be out of reach, if it is kept.
             */
            lost_after_seconds: number;
            /**
             * Format: int32
             * @description How many attempts may fail.
             */
            max_attempts: number;
            /** @description Its name. */
            name?: string | null;
            /**
             * @description What becomes of it while its worker is out of reach.
             * @example replace
             */
            on_disconnect: string;
            /**
             * Format: int32
             * @description How much earlier it starts than other jobs of its submitter, in minutes of waiting.
             */
            priority?: number;
            /** @description Why it waits or how it ended, in a sentence. */
            reason?: string | null;
            /** @description The request that submitted it. */
            request_id: string;
            requirements: {
                [key: string]: unknown;
            } | string[];
            /**
             * Format: date-time
             * @description When the next attempt may start, while it waits for one.
             */
            retry_at?: string | null;
            /** @description The schedule that it is a run of. */
            schedule?: string | null;
            /** @description Its variables that are secrets kept under a name, and these names. */
            secrets?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description The slot of the schedule; nothing if somebody asked for the run.
             */
            slot?: string | null;
            /**
             * Format: int32
             * @description How many of its worker's slots it takes.
             */
            slots: number;
            /**
             * Format: date-time
             * @description When its last attempt began; of an array when its first task was granted.
             */
            started_at?: string | null;
            /** @description Where it is in its life. */
            state: components["schemas"]["JobState"];
            /**
             * Format: int64
             * @description How long its standard input is, if it has one. What that is may be secret and is not told.
             */
            stdin_bytes?: number | null;
            /**
             * Format: int32
             * @description Which task of its array it is, if it is one.
             */
            task?: number | null;
            /** @description The template that it was made from. */
            template?: string | null;
            /**
             * Format: int64
             * @description How long one attempt may take.
             */
            timeout_seconds: number;
            worker?: components["schemas"]["WorkerName"] | null;
            /** @description Where on the worker it works, if not in a folder of its own. */
            working_dir?: string | null;
        };
        /** @description What of a job is to be otherwise. */
        JobChange: {
            /**
             * Format: int32
             * @description How much earlier it starts than other jobs of its submitter, -1000 to 1000.
             */
            priority: number;
        };
        /** @description How many jobs there are. */
        JobCounts: {
            /**
             * Format: int64
             * @description Cancelled.
             */
            cancelled: number;
            /**
             * Format: int64
             * @description Failed, timed out or quarantined.
             */
            failed: number;
            /**
             * Format: int64
             * @description Leased or running.
             */
            running: number;
            /**
             * Format: int64
             * @description Succeeded.
             */
            succeeded: number;
            /**
             * Format: int64
             * @description In all.
             */
            total: number;
            /**
             * Format: int64
             * @description Queued, or waiting for the next attempt.
             */
            waiting: number;
        };
        /** @description Why a job waits: the fleet by what keeps each worker from it. A job that does not wait says what it does. */
        JobExplanation: {
            /** @description Every worker of the fleet once, if it is the fleet that the job waits for. */
            groups: components["schemas"]["WorkerGroup"][];
            /**
             * @description The job, `job_<n>`.
             * @example job_1
             */
            job: string;
            /**
             * Format: date-time
             * @description When the next attempt may start, while it waits for one.
             */
            retry_at?: string | null;
            /** @description Where it is in its life. */
            state: components["schemas"]["JobState"];
            /** @description The whole in one sentence. */
            summary: string;
            /**
             * @description What it has waited for so far, oldest first: the last 20 things, each of which lasted some seconds. What is not there
             *     nobody has seen.
             */
            waited: components["schemas"]["JobWait"][];
        };
        /** @description A job, as far as another one needs to name it. */
        JobLink: {
            /**
             * @description Its id.
             * @example job_12
             */
            id: string;
            /** @description Its name. */
            name?: string | null;
            /** @description Where it is in its life. */
            state: components["schemas"]["JobState"];
        };
        /** @description What a job needs, and a page of what needs it, each by number. */
        JobNeeds: {
            /** @description What waits for its end, or has waited for it. */
            needed_by: components["schemas"]["JobLink"][];
            /** @description What must be over before it is queued. */
            needs: components["schemas"]["JobLink"][];
            /** @description Where the next page of what needs it starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /** @description A page of jobs, newest first. */
        JobPage: {
            /** @description The jobs. */
            items: components["schemas"]["Job"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description How many jobs match in all.
             */
            total: number;
        };
        /**
         * @description The state of a job, in one word.
         * @enum {string}
         */
        JobState: "blocked" | "queued" | "retry_wait" | "leased" | "running" | "succeeded" | "failed" | "cancelled" | "timed_out" | "quarantined";
        /** @description A job to be run. Exactly one of `command` and `argv` says what. */
        JobSubmission: {
            /** @description A program and its arguments, run as they are. */
            argv?: string[] | null;
            array?: number | string;
            /**
             * @description Which files are kept when an attempt has ended, however it did: up to 32 patterns such as `report.xml` and
             *     `dist/**`, relative to its working directory.
             * @example [
             *       "dist/**",
             *       "report.xml"
             *     ]
             */
            artefacts?: string[];
            /**
             * @description A line for the system's shell.
             * @example echo hello
             */
            command?: string | null;
            /** @description Variables added to the command's environment. */
            env?: {
                [key: string]: string;
            };
            /** @description Holds it back from the beginning, and why: it is not granted until it is released. */
            hold?: string | null;
            /**
             * @description What becomes of it when one of them does not succeed: `cancel`, and so on down to those that need it, or
             *     `run` once all are over, however they ended; `cancel` if nothing is said.
             * @example cancel
             */
            if_needs_fail?: string | null;
            /**
             * @description How much it is kept apart from its worker: `none`, `landlock` or `bubblewrap`; `none` if nothing is said. At a
             *     level it also needs a worker with the label of that name.
             * @example landlock
             */
            isolation?: string | null;
            /** @description What other jobs of the same request call it in their `needs`; also its name, if it has no other. */
            key?: string | null;
            /** @description What to sort it by: up to 64 names with values, such as `team` and `ml`. */
            labels?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description How much of one attempt's output is kept, its beginning and its end; 1 GiB if nothing is said.
             */
            log_limit_bytes?: number | null;
            /**
             * Format: int64
             * @description How long a job that is kept may be out of reach; five minutes if nothing is said.
             */
            lost_after_seconds?: number | null;
            /** @description Makes it an array of all combinations of the values of these variables. */
            matrix?: {
                [key: string]: string[];
            };
            /**
             * Format: int32
             * @description How many attempts may fail before the job has failed; one if nothing is said.
             */
            max_attempts?: number | null;
            /** @description A name for people. */
            name?: string | null;
            /**
             * @description Up to 256 other jobs that must be over before it is queued: ids, such as `job_12`, or keys of jobs in
             *     the same request. Of an array all tasks must be over.
             * @example [
             *       "job_12"
             *     ]
             */
            needs?: string[];
            /**
             * @description What becomes of it while its worker is out of reach: `keep`, `replace` or `stop`; `replace` if
             *     nothing is said.
             * @example replace
             */
            on_disconnect?: string | null;
            /** @description The values of the template's parameters. A text that reads as a number or a truth is taken for one. */
            parameters?: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description How much earlier it starts than your other jobs, -1000 to 1000: each point is worth a minute of
             *     waiting.
             */
            priority?: number | null;
            requirements?: {
                [key: string]: unknown;
            } | string[];
            /**
             * @description Names in `env` whose values are secret: wherever a value appears in the output, as it is or in
             *     base 64, hexadecimal or URL encoding, the log has `[redacted NAME]`. At least 6 bytes each.
             */
            secret_env?: string[];
            /**
             * @description Variables whose values are secrets that are kept under a name: the variable, and the secret's name. They are
             *     given to its worker when it starts, and are never in the log.
             * @example {
             *       "TOKEN": "deploy-key"
             *     }
             */
            secrets?: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description How many of its worker's slots it takes, up to 1024; one if nothing is said. Its command finds the number in
             *     `MUSTER_JOB_SLOTS`.
             */
            slots?: number | null;
            /** @description What the command reads from standard input, up to 64 KiB; nothing if nothing is said. */
            stdin?: string | null;
            /**
             * @description The template that says what to run, instead of `command` and `argv`. What else is said here goes
             *     before what the template says; of `env` each variable by itself.
             * @example build
             */
            template?: string | null;
            /**
             * Format: int64
             * @description How long one attempt may take; an hour if nothing is said.
             */
            timeout_seconds?: number | null;
            /**
             * @description Where on the worker it works: an absolute path of a folder that is there. A folder of the attempt's own
             *     if nothing is said.
             * @example /srv/data
             */
            working_dir?: string | null;
        };
        /** @description What a job waited for, for a while. */
        JobWait: {
            /** @description For what. */
            cause: components["schemas"]["WaitCause"];
            /**
             * Format: date-time
             * @description Since when.
             */
            from: string;
            /**
             * @description What was said of it when it began, if there was more to say.
             * @example 1 worker lacks `gpu`
             */
            said?: string | null;
            /**
             * Format: date-time
             * @description Until when; nothing if it still does.
             */
            until?: string | null;
        };
        /** @description What to paste on a new machine. */
        JoinLine: {
            /** @description The line. */
            line: string;
            /** @description `linux`, `macos` or `windows`. */
            os: string;
        };
        /** @description What a machine says of itself when it joins. */
        JoinRequest: {
            /** @description What it has. */
            labels: {
                [key: string]: unknown;
            };
            /** @description Its name, unless the token gives one. */
            name: string;
            /** @description The public half of the worker's own key, Ed25519, in URL-safe base 64. */
            public_key: string;
            /**
             * Format: int32
             * @description How many jobs it runs at a time.
             */
            slots: number;
            /** @description The join token. */
            token: string;
            /** @description The version of its agent. */
            version: string;
        };
        /**
         * @description Where a join token is.
         * @enum {string}
         */
        JoinState: "waiting" | "joined" | "online" | "expired";
        /** @description Whether somebody has used a join token. */
        JoinStatus: {
            /** @description Where it is. */
            state: components["schemas"]["JoinState"];
            worker?: components["schemas"]["Worker"] | null;
        };
        /** @description A join token, shown once, with the line to paste on the new machine. */
        JoinToken: {
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expires_at: string;
            /** @description The part that is not secret. */
            id: string;
            /** @description One line per operating system. */
            lines: components["schemas"]["JoinLine"][];
            /** @description The token itself. */
            token: string;
            /** @description Addresses at which the coordinator can be reached, the best first. */
            urls: string[];
            /** @description What keeps another machine from reaching this coordinator, if anything does. */
            warning?: string | null;
        };
        /** @description A wish for a join token. */
        JoinTokenRequest: {
            /** @description Labels to give it. What only the machine itself can say is refused as `label_reserved`. */
            labels?: {
                [key: string]: unknown;
            };
            /** @description The name that the new worker shall have; its host name if nothing is said. */
            name?: string | null;
        };
        /** @description What a worker keeps of its joining. */
        Joined: {
            /** @description The coordinator's public key, to be pinned. */
            coordinator_key: string;
            /** @description Its name. */
            name: string;
            /** @description What whoever joins it should know, such as that another worker has this name, too. */
            note?: string | null;
            /** @description Its id. */
            worker: string;
        };
        /** @description When to look again. */
        Launch: {
            /**
             * @description `async` while it is made, `instant` if it is there.
             * @example async
             */
            mode: string;
            /**
             * Format: int64
             * @description After how long.
             */
            pollAfterMs: number;
        };
        /** @description How much of one thing on the day. */
        LedgerLine: {
            /** @description What was used. */
            action: components["schemas"]["UsageMeter"];
            /**
             * Format: double
             * @description How much.
             */
            units: number;
        };
        /** @description Why a request was refused because of a plan. */
        LimitReached: {
            /** @description What makes room again without paying. */
            frees: string;
            /** @description What is limited. */
            limited: components["schemas"]["LimitedThing"];
            /**
             * Format: int64
             * @description How many there may be.
             */
            most: number;
            /** @description By which plan. */
            plan: string;
            /**
             * Format: int64
             * @description After how many seconds it is worth while to try again.
             */
            retry_after_seconds: number;
            /**
             * Format: int64
             * @description How many there are, or were on this UTC day.
             */
            used: number;
        };
        /** @description How many there may be of something whose number a plan limits, and how many there are. */
        LimitStanding: {
            /** @description Who decides about it: `polar`, `stripe`, or nobody, where it is free. */
            decided_by?: string | null;
            /**
             * Format: int32
             * @description How many there are, where that is counted here.
             */
            held?: number | null;
            /**
             * Format: int32
             * @description How many there may be; nothing if there is no limit.
             */
            limit?: number | null;
            /**
             * @description `cloud_worker`, `environment`, `agent` or `api_call`.
             * @example cloud_worker
             */
            thing: string;
        };
        /**
         * @description What a plan limits, of what is counted here.
         * @enum {string}
         */
        LimitedThing: "agents" | "api_calls";
        /** @description A worker of a list, with its machine. */
        ListedWorker: components["schemas"]["DenWorker"] & {
            instance?: components["schemas"]["Instance"] | null;
        };
        /** @description An agent as everybody finds it. */
        Listing: {
            /** @description What it is called everywhere. */
            agentId: string;
            /** @description What it does, roughly. */
            agentType: string;
            /** @description What it says it can do. */
            capabilities: string[];
            /**
             * Format: date-time
             * @description When it came.
             */
            createdAt: string;
            /** @description Where it runs. */
            deploymentEnv: string;
            /** @description What it is for. */
            description: string;
            /** @description The name that leads to its document. */
            did: string;
            /** @description What people call it. */
            name: string;
            /** @description Who answers for it. */
            owner: string;
            /**
             * Format: date-time
             * @description Since when everybody finds it.
             */
            publishedAt: string;
            /** @description The same, in the word of the first drafts. */
            publisherName: string;
            /** @description Which version of it. */
            version: string;
        };
        /** @description One listing with what its name leads to. */
        ListingDetail: components["schemas"]["Listing"] & {
            /** @description The document of its name. */
            didDocument: Record<string, never>;
            /** @description Where it is spoken to. */
            endpoint?: string | null;
        };
        /** @description A page of listings, those first that were published last. */
        ListingPage: {
            /** @description The listings. */
            data: components["schemas"]["Listing"][];
            /**
             * Format: int32
             * @description How many are on a page.
             */
            limit: number;
            /**
             * Format: int32
             * @description Which page this is.
             */
            page: number;
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description Why a listing is hidden or complained about. */
        ListingReason: {
            /** @description In a sentence, up to 500 characters. */
            reason: string;
        };
        /** @description Bytes of one stream, as text. */
        LogChunk: {
            /**
             * Format: date-time
             * @description When the worker read it.
             */
            at: string;
            gap?: components["schemas"]["LogGap"] | null;
            /** @description The disk has changed these bytes since they were stored. */
            is_damaged?: boolean;
            /**
             * Format: int64
             * @description How many bytes of the log this is; the text may be longer or shorter where they are not UTF-8.
             */
            length: number;
            /**
             * Format: int64
             * @description Position of the first byte in the attempt's log.
             */
            offset: number;
            /**
             * @description `stdout`, `stderr` or `system`.
             * @example stdout
             */
            stream: string;
            /** @description The text, with escape sequences as they came; bytes that are not UTF-8 are shown as U+FFFD. */
            text: string;
        };
        /** @description Bytes that are missing from a log. */
        LogGap: {
            /**
             * Format: int64
             * @description How many; nothing if nobody knows.
             */
            missing_bytes?: number | null;
            /**
             * @description Why: `limit`, `worker_disk`, `spool_lost`, `not_kept`, `worker_lost` or `other`.
             * @example limit
             */
            reason: string;
        };
        /** @description A line of a log in which a text was found. */
        LogMatch: {
            /**
             * Format: date-time
             * @description When the worker read it.
             */
            at: string;
            /** @description The line, or what stands around the text if it is long. */
            line: string;
            /**
             * Format: int64
             * @description Where the text begins in the attempt's log.
             */
            offset: number;
            /**
             * @description `stdout`, `stderr` or `system`.
             * @example stdout
             */
            stream: string;
        };
        /** @description What a search of a log found. */
        LogMatches: {
            /**
             * Format: int32
             * @description The attempt.
             */
            attempt: number;
            /** @description The log was searched to its end as it is now. */
            is_at_end: boolean;
            /** @description The lines, each once. */
            matches: components["schemas"]["LogMatch"][];
            /**
             * Format: int64
             * @description Where to go on, as `from`.
             */
            next: number;
        };
        /** @description A part of an attempt's log. */
        LogPage: {
            /**
             * Format: int32
             * @description The attempt.
             */
            attempt: number;
            /** @description The chunks, in order. */
            chunks: components["schemas"]["LogChunk"][];
            /** @description Whether the attempt is over and the log will not grow. */
            is_complete: boolean;
            /**
             * Format: int64
             * @description The offset after the last chunk: where to go on.
             */
            next: number;
            /**
             * Format: int64
             * @description How long the log is now.
             */
            size: number;
        };
        /** @description An account that is there, as Defrag's clients name it. */
        Login: {
            /** @description The person's address. */
            email: string;
            /**
             * Format: password
             * @description Their password.
             */
            password: string;
        };
        /** @description Who the caller is, and whom it talks to. */
        Me: {
            /** @description `operator`, or the id of a person, a token or an agent. */
            actor: string;
            /** @description The coordinator. */
            coordinator: components["schemas"]["Coordinator"];
            /** @description Whether the caller may change things. */
            may_change: boolean;
            /** @description The organisation whose rows the caller sees. */
            organisation: string;
            /** @description What the caller may do there; nothing for programs, which have scopes. */
            role?: string | null;
            /** @description What a program may do. */
            scopes?: string[];
            session?: components["schemas"]["Session"] | null;
            user?: components["schemas"]["User"] | null;
        };
        /** @description A member of an organisation. */
        Member: {
            /**
             * Format: date-time
             * @description Since when they belong.
             */
            created_at: string;
            /** @description The membership. */
            id: string;
            /** @description What they may do. */
            role: string;
            /** @description The person. */
            user: components["schemas"]["User"];
        };
        /** @description Another role for a member. */
        MemberChange: {
            /** @description `owner`, `operator` or `viewer`. */
            role: string;
        };
        /** @description Everybody who belongs to an organisation, the first one first. */
        MemberList: {
            /** @description Each of them. */
            items: components["schemas"]["Member"][];
        };
        /** @description How much there was of one thing. */
        MeterStanding: {
            /** @description What was used. */
            meter: components["schemas"]["UsageMeter"];
            /**
             * Format: double
             * @description How much this month.
             */
            this_month: number;
            /**
             * Format: double
             * @description How much today.
             */
            today: number;
            /** @description In what it is counted. */
            unit: string;
        };
        /** @description Fresh tokens of a worker, shown once. Those before them are void. */
        MintedTokens: {
            connect?: components["schemas"]["Connect"] | null;
            /** @description The tokens. */
            tokens: components["schemas"]["WorkerTokens"];
        };
        /**
         * @description What becomes of slots that were missed.
         * @enum {string}
         */
        MissedPolicy: "none" | "last" | "all";
        /** @description Something that a person should look at. */
        Need: {
            /** @description The job. */
            job: string;
            /** @enum {string} */
            kind: "job_failed";
            /** @description Its name or command. */
            label: string;
            /** @description Why, in a sentence. */
            reason: string;
        } | {
            /** @description The job. */
            job: string;
            /** @enum {string} */
            kind: "job_waiting";
            /** @description Its name or command. */
            label: string;
            /** @description Why, in a sentence. */
            reason: string;
        } | {
            /** @enum {string} */
            kind: "backup_failed";
            /** @description What is needed, in a few words. */
            label: string;
            /** @description Why and what to do, in a sentence. */
            reason: string;
        } | {
            /** @enum {string} */
            kind: "limit_near";
            /** @description Which, and how much of it. */
            label: string;
            /** @description How many there are, what is to be expected and what makes room, in a sentence. */
            reason: string;
        } | {
            /** @enum {string} */
            kind: "cloud_failed";
            /** @description Its name. */
            label: string;
            /** @description What went wrong by the provider's word, in a sentence. */
            reason: string;
            /** @description The worker or the environment. */
            resource: string;
            /**
             * @description `worker` or `environment`.
             * @example environment
             */
            what: string;
        } | {
            /**
             * Format: date-time
             * @description When, unless somebody uses it.
             */
            at: string;
            /** @description The environment. */
            environment: string;
            /** @enum {string} */
            kind: "environment_stops";
            /** @description Its name. */
            label: string;
            /** @description Why, in a sentence. */
            reason: string;
        } | {
            /** @enum {string} */
            kind: "worker_away";
            /** @description Its name. */
            label: string;
            /** @description Since when and what it means, in a sentence. */
            reason: string;
            /** @description The worker. */
            worker: string;
        };
        /** @description A plan that can be bought. */
        Offer: {
            /**
             * @description Who sells it.
             * @example stripe
             */
            biller: string;
            /** @description What it allows. */
            limits: components["schemas"]["TierLimits"];
            /**
             * @description Its name.
             * @example basic
             */
            plan: string;
            price?: components["schemas"]["Price"] | null;
        };
        /** @description A wish about something at a provider, from the moment it was accepted until it came true or cannot. */
        Operation: {
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /** @description Who wants it. */
            created_by: string;
            /**
             * Format: date-time
             * @description Until when it should be over.
             */
            deadline: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            ended_at?: string | null;
            /** @description Its id. */
            id: string;
            /** @description Whether it should have been over by now. */
            is_overdue: boolean;
            /**
             * @description `create`, `start`, `stop`, `delete` or `adopt`.
             * @example create
             */
            kind: string;
            /**
             * Format: date-time
             * @description When somebody looks after it next, as long as it is open.
             */
            next_at?: string | null;
            /**
             * @description What it waits for, or why it failed: a stable code.
             * @example rate_limited
             */
            reason?: string | null;
            /** @description In which request; the provider is asked under the same id. */
            request_id: string;
            /** @description A worker's id, or an environment's. */
            resource: string;
            /** @description What the provider said about that, without secrets. */
            said?: string | null;
            /**
             * @description `open`, `done`, `failed` or `superseded`.
             * @example open
             */
            state: string;
            /** @description What was asked, in order. */
            steps: components["schemas"]["OperationStep"][];
        };
        /** @description Some operations, latest first. */
        OperationPage: {
            /** @description Them. */
            items: components["schemas"]["Operation"][];
            /** @description Where the next page begins, if there is one. */
            next_cursor?: string | null;
        };
        /** @description A question to a provider, and its time. */
        OperationStep: {
            /**
             * @description What is asked: `keep_storage`, `create`, `look`, `start`, `stop`, `delete`, `discard_storage`, `address` or
             *     `health`.
             * @example create
             */
            ask: string;
            /**
             * Format: date-time
             * @description When it was asked first.
             */
            began_at: string;
            /**
             * Format: date-time
             * @description When another step followed.
             */
            ended_at?: string | null;
            /**
             * Format: int32
             * @description How often in a row it went wrong.
             */
            failures: number;
            /**
             * Format: int32
             * @description How often it was asked.
             */
            tries: number;
        };
        /** @description A worker that was ordered. */
        OrderedWorker: {
            instance?: components["schemas"]["Instance"] | null;
            /** @description When to look again. */
            launch: components["schemas"]["Launch"];
            /** @description What is under way with it. */
            operation?: string | null;
            /** @description Shown once. */
            tokens: components["schemas"]["WorkerTokens"];
            /** @description The worker. */
            worker: components["schemas"]["DenWorker"];
        };
        /** @description An organisation to which somebody belongs. */
        Org: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Which. */
            id: string;
            /** @description That the caller belongs there. */
            membershipId: string;
            /** @description What it is called. */
            name: string;
            /** @description The owner who has been there longest. */
            ownerUserId?: string | null;
            /** @description What the caller may do there. */
            role: string;
            /** @description What it is called in addresses. */
            slug: string;
            /**
             * Format: date-time
             * @description When it changed.
             */
            updatedAt: string;
        };
        /** @description Where somebody belongs. */
        Orgs: {
            /** @description The one whose rows are meant where none is named. */
            defaultOrgId?: string | null;
            /** @description Each organisation, the first one first. */
            orgs: components["schemas"]["Org"][];
        };
        /** @description The state of everything, in numbers. */
        Overview: {
            /** @description Jobs that ended in each of the last 24 hours, oldest first. */
            activity: components["schemas"]["ActivityHour"][];
            /**
             * Format: int32
             * @description Slots that are taken.
             */
            busy_slots: number;
            /** @description Jobs by state. */
            jobs: components["schemas"]["JobCounts"];
            /** @description What needs a person, most urgent first. */
            needs_you: components["schemas"]["Need"][];
            /**
             * Format: date-time
             * @description When the job that waits longest was accepted.
             */
            oldest_waiting?: string | null;
            /**
             * Format: int32
             * @description Slots in all online workers.
             */
            slots: number;
            /** @description Workers by liveness. */
            workers: components["schemas"]["WorkerCounts"];
        };
        /** @description A parameter, as the description of the API has it. */
        Parameter: {
            /** @description What may be chosen. */
            choices?: string[] | null;
            /** @description What is taken if nothing is said; without it something must be said. */
            default?: unknown;
            /** @description What it is for. */
            description?: string | null;
            /**
             * Format: double
             * @description The most that a number may be.
             */
            max?: number | null;
            /**
             * Format: int32
             * @description How many characters a text may have.
             */
            max_length?: number | null;
            /**
             * Format: double
             * @description The least that a number may be.
             */
            min?: number | null;
            /** @description A regular expression that the whole text must match. */
            pattern?: string | null;
            /** @description Its type. */
            type: components["schemas"]["ParameterType"];
        };
        /**
         * @description The type of a parameter.
         * @enum {string}
         */
        ParameterType: "string" | "integer" | "number" | "boolean" | "choice";
        /** @description How one part of the coordinator is. */
        PartHealth: {
            /** @description In a sentence. */
            detail: string;
            /**
             * Format: int64
             * @description How long it took to answer, if it was asked.
             */
            latency_ms?: number | null;
            /** @description In a word. */
            status: components["schemas"]["HealthState"];
        };
        /** @description Why the queue is to be paused. */
        PauseRequest: {
            /** @description The reason, for everybody whose jobs wait: up to 500 characters on one line. */
            reason: string;
        };
        /** @description Why a worker is to be paused, and for how long. */
        PauseWorkerRequest: {
            /** @description The reason, for everybody who wonders: up to 500 characters on one line. */
            reason: string;
            /**
             * Format: int64
             * @description After how long it goes on by itself, from a second to a year; never if nothing is said.
             */
            resume_after_seconds?: number | null;
            /**
             * Format: int64
             * @description After how long what still runs is taken back and given to other workers, up to a year, at no cost to the jobs;
             *     never if nothing is said.
             */
            take_back_after_seconds?: number | null;
        };
        /** @description The same as OpenWork Den says it. */
        PolarOffer: {
            /** @description What that gives. */
            benefitId: string;
            /** @description Where it can be bought, if Polar could be asked for a page. */
            checkoutUrl?: string | null;
            /** @description What is bought. */
            productId: string;
        };
        /** @description A rule for runs of a workflow. */
        Policy: {
            /** @description Whether events that outsiders can cause are admitted. */
            admitsOutsiders: boolean;
            /** @description Which agent a run acts as. */
            agentId?: string | null;
            /**
             * Format: date-time
             * @description When it came.
             */
            createdAt: string;
            /** @description Who made it. */
            createdBy: string;
            /** @description The environment of the job. */
            environment?: string | null;
            /** @description The events. */
            events: string[];
            /** @description What it is called. */
            policyId: string;
            /** @description Who signs for the runs: `github`. */
            provider: string;
            /** @description The branch or tag. */
            ref?: string | null;
            /**
             * Format: int64
             * @description The repository's number.
             */
            repositoryId: number;
            /**
             * Format: int64
             * @description The number of its owner.
             */
            repositoryOwnerId: number;
            /** @description What its token may be used for. */
            scope: string;
            /** @description The file of the workflow. */
            workflow?: string | null;
        };
        /** @description Every rule, in the order in which they are tried. */
        PolicyList: {
            /** @description The rules. */
            data: components["schemas"]["Policy"][];
            /**
             * Format: int64
             * @description How many there are.
             */
            total: number;
        };
        /** @description Why a rule does not admit a run. */
        PolicyMismatch: {
            /** @description What it looked at, as GitHub calls it. */
            claim: string;
            /** @description What is there. */
            found: string;
            /** @description The rule. */
            policyId: string;
            /** @description What it wants there. */
            wanted: string;
        };
        /** @description A rule for runs of a workflow that are to be taken. */
        PolicyRequest: {
            /** @description Whether events that outsiders can cause are admitted, pull requests from forks among them. */
            admitsOutsiders?: boolean;
            /** @description Which agent a run acts as; none, if it may only make one. */
            agentId?: string | null;
            /** @description A branch by its name: the same as `ref` with `refs/heads/` before it. */
            branch?: string | null;
            /** @description The environment of the job. */
            environment?: string | null;
            /** @description Only these events; all but those that outsiders can cause, if none is named. */
            events?: string[];
            /**
             * @description A branch or tag in full, with a `*` at its end if all that begin alike are meant.
             * @example refs/heads/main
             */
            ref?: string | null;
            /**
             * Format: int64
             * @description The repository's number: `gh api repos/OWNER/REPO --jq .id`.
             */
            repositoryId: number;
            /**
             * Format: int64
             * @description The number of its owner: `gh api repos/OWNER/REPO --jq .owner.id`.
             */
            repositoryOwnerId: number;
            /** @description What its token may be used for, with spaces between; needed with an agent. */
            scope?: string | null;
            /**
             * @description The file of the workflow.
             * @example .github/workflows/release.yml
             */
            workflow?: string | null;
        };
        /** @description The customer's own pages at the biller. Whoever has the address is in. */
        PortalPage: {
            /** @description The same, in the words of other systems. */
            portalUrl: string;
            /** @description The page. */
            url: string;
        };
        /** @description Where somebody wants to go back to. */
        PortalRequest: {
            /**
             * @description The console's page, if it is not said.
             * @default null
             */
            returnUrl: string | null;
        };
        /** @description What something costs. */
        Price: {
            /**
             * Format: int64
             * @description In the currency's smallest unit.
             * @example 2000
             */
            amount: number;
            /**
             * @description As billers write it.
             * @example usd
             */
            currency: string;
            /**
             * @description `day`, `week`, `month` or `year`.
             * @example month
             */
            recurringInterval: string;
            /**
             * Format: int32
             * @description Once in so many of them.
             */
            recurringIntervalCount: number;
        };
        /** @description One error, as it leaves the coordinator. */
        Problem: {
            /** @description What happened, in a sentence. */
            detail: string;
            /** @description The stable code. */
            error: components["schemas"]["ProblemKind"];
            /** @description The field that is at fault, as a path into the body. */
            field?: string | null;
            /** @description What to do about it. */
            hint?: string | null;
            limit?: components["schemas"]["LimitReached"] | null;
            polar?: components["schemas"]["PolarOffer"] | null;
            /** @description The request in which it happened. */
            request_id?: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind in a few words. */
            title: string;
            /** @description A page about this kind of problem, relative to the documentation. */
            type: string;
            upgrade?: components["schemas"]["Upgrade"] | null;
        };
        /**
         * @description What went wrong, as a stable code.
         * @enum {string}
         */
        ProblemKind: "bad_request" | "invalid_request" | "query_invalid" | "json_invalid" | "bad_id" | "bad_header" | "unsupported_grant_type" | "invalid_scope" | "workspace_path_required" | "signature_invalid" | "unknown_tier" | "invalid_services" | "unauthorized" | "token_used" | "token_expired" | "token_revoked" | "invalid_credentials" | "session_ended" | "sign_up_closed" | "not_a_person" | "invalid_client" | "payment_required" | "forbidden" | "workflow_not_trusted" | "ai_consent_required" | "admin_email_required" | "admin_changes_off" | "bad_origin" | "route_not_found" | "job_not_found" | "worker_not_found" | "token_not_found" | "grant_not_found" | "provider_not_found" | "organisation_not_found" | "member_not_found" | "invitation_not_found" | "session_not_found" | "person_not_found" | "link_expired" | "ai_not_enabled" | "ai_failed" | "ai_timeout" | "provider_not_configured" | "tool_not_found" | "attempt_not_found" | "schedule_not_found" | "template_not_found" | "secret_not_found" | "agent_not_found" | "credential_not_found" | "trust_policy_not_found" | "artefact_not_found" | "environment_not_found" | "terminal_not_found" | "operation_not_found" | "resource_not_found" | "method_not_allowed" | "request_timeout" | "fence_stale" | "already_terminal" | "not_now" | "agent_not_active" | "name_taken" | "last_owner" | "conflict" | "upload_offset" | "provider_not_set_up" | "provider_in_use" | "operation_under_way" | "environment_not_running" | "too_many_terminals" | "still_running" | "spend_ceiling" | "worker_runtime_unavailable" | "upgrade_in_progress" | "already_subscribed" | "nothing_bought" | "body_too_large" | "uri_too_long" | "range_not_satisfiable" | "unsupported_media_type" | "bad_host" | "validation" | "credentials_refused" | "account_exists" | "label_reserved" | "wrong_hash" | "idempotency_mismatch" | "upgrade_required" | "version_too_old" | "version_too_new" | "rate_limited" | "plan_limit" | "headers_too_large" | "internal" | "biller_refused" | "provider_unanswered" | "restarting" | "overloaded" | "secrets_unavailable" | "billing_not_configured" | "tool_gateway_not_configured" | "agent_tokens_unavailable" | "issuer_unavailable" | "commit_unknown" | "db_corrupt" | "storage_full";
        /** @description A program for one kind of machine. */
        ProgramView: {
            /** @description Whether it is the coordinator's own. */
            is_own: boolean;
            /**
             * @description The machines that it is made for.
             * @example linux-x86_64
             */
            platform: string;
            /** @description Its SHA-256. */
            sha256: string;
            /**
             * Format: int64
             * @description Its length in bytes.
             */
            size: number;
            /** @description Its version. */
            version: string;
        };
        /** @description The programs that workers can be brought to. */
        Programs: {
            /** @description One for each kind of machine. */
            items: components["schemas"]["ProgramView"][];
        };
        /** @description A provider, and with whose credentials it is asked. */
        Provider: {
            /** @description What the provider calls the account that is entered. */
            account?: string | null;
            /**
             * Format: date-time
             * @description When the provider last took what is entered.
             */
            checked_at?: string | null;
            /** @description What can be entered. */
            fields: components["schemas"]["ProviderField"][];
            /**
             * Format: int64
             * @description How many machines stand on the account that is entered.
             */
            in_use: number;
            /**
             * @description Which one.
             * @example daytona
             */
            provider: string;
            /**
             * @description Whose credentials new machines are made with: `organisation` for those that are entered here, `installation` for
             *     those of the coordinator's environment, and nothing if it is not set up.
             * @example organisation
             */
            source?: string | null;
            /**
             * Format: date-time
             * @description When it was last entered.
             */
            updated_at?: string | null;
            /** @description Who entered it last. */
            updated_by?: string | null;
        };
        /** @description What a provider said of credentials. */
        ProviderChecked: {
            /** @description What it calls the account. */
            account: string;
            /**
             * Format: date-time
             * @description When it was asked.
             */
            checked_at: string;
            /** @description Permissions that are needed and that these credentials lack. */
            lacks: string[];
            /** @description Which one. */
            provider: string;
        };
        /** @description Something that can be said of an account. */
        ProviderField: {
            /** @description Whether nothing goes without it. */
            is_needed: boolean;
            /** @description Whether it is never shown again. */
            is_secret: boolean;
            /** @description Whether something is entered. */
            is_set: boolean;
            /**
             * @description Its documented variable.
             * @example DAYTONA_SNAPSHOT
             */
            name: string;
            /** @description What is entered, unless it is a secret. */
            value?: string | null;
        };
        /** @description Every provider that there is. */
        ProviderList: {
            /** @description Them. */
            items: components["schemas"]["Provider"][];
        };
        /** @description What is entered of an account. */
        ProviderRequest: {
            /** @description Whether the provider is asked first whether it takes them. */
            check?: boolean;
            /** @description Credentials by their documented variables. One that is not given stays, and one that is empty is forgotten. */
            secrets?: {
                [key: string]: string;
            };
            /** @description Settings by their documented variables, in the place of those before. */
            settings?: {
                [key: string]: string;
            };
        };
        /** @description The queue of an organisation. */
        Queue: {
            pause?: components["schemas"]["Held"] | null;
        };
        /** @description An invitation, as Defrag's clients bring it. */
        RedeemInvite: {
            /** @description Its token. */
            invite_token: string;
        };
        /** @description A region for environments, with what it allows: each the least and the most. */
        RegionOffer: {
            /** @description Cores. */
            cpu_cores: [
                number,
                number
            ];
            /** @description Memory. */
            memory_gb: [
                number,
                number
            ];
            /**
             * @description Whose region it is.
             * @example azure
             */
            provider: string;
            rates?: components["schemas"]["EnvironmentRates"] | null;
            /** @description Its name. */
            region: string;
            /** @description Storage. */
            storage_gb: [
                number,
                number
            ];
        };
        /** @description A new account, as Defrag's clients ask for it. */
        Registration: {
            /** @description The person's address. */
            email: string;
            /** @description The token of an invitation, if somebody was invited. */
            invite_token?: string | null;
            /**
             * Format: password
             * @description At least eight characters.
             */
            password: string;
            /** @description What Turnstile gave the page, where it is asked. */
            turnstile_token?: string | null;
        };
        /** @description Who may pull an image. */
        RegistryLogin: {
            /** @description Never shown again. */
            password: string;
            /**
             * @description The registry's host.
             * @example index.docker.io
             */
            server: string;
            /** @description Who. */
            username: string;
        };
        /** @description A worker's jobs are to go to others. */
        ReleaseJobsRequest: {
            /** @description Whether they may count as lost, and run twice until it hears of it, if it cannot be asked to give them back. */
            may_lose?: boolean;
            /** @description The reason, for everybody who wonders: up to 500 characters on one line; `its jobs go elsewhere` if nothing is said. */
            reason?: string | null;
        };
        /** @description A worker whose jobs go to others. */
        ReleasedJobs: {
            /**
             * Format: int32
             * @description How many jobs it was asked to give back. It ends them there first, and they have not failed.
             */
            asked: number;
            /**
             * Format: int32
             * @description How many count as lost, because it cannot be asked. They go elsewhere at once, and may run twice until it hears of it.
             */
            lost: number;
            /** @description The worker. It is paused until somebody resumes it, or until the end of the pause that it had before. */
            worker: components["schemas"]["Worker"];
        };
        /** @description What was told of one day. */
        Reminder: {
            /**
             * Format: date-time
             * @description When it was told.
             */
            at: string;
            /**
             * @description The day, by UTC.
             * @example 2026-11-30
             */
            day: string;
            /**
             * Format: int64
             * @description What they cost a day, in millionths of a US dollar, as far as that is known.
             */
            per_day: number;
            /**
             * Format: int64
             * @description How many ran.
             */
            running: number;
        };
        /** @description How a reconciler's last pass went. */
        Report: {
            /**
             * Format: date-time
             * @description When the pass ended.
             */
            at: string;
            /**
             * Format: int64
             * @description How many things it brought to where they should be.
             */
            done: number;
            /** @description Why it could not finish, if it could not. */
            error?: string | null;
            /** @description Its name. */
            name: string;
        };
        /** @description What of a job is to be run again. */
        RerunRequest: {
            /** @description Only the tasks that did not succeed. */
            failed_only?: boolean;
            /** @description Only these tasks, such as `3,7-9`. */
            tasks?: string | null;
        };
        /**
         * @description The rules of an organisation. The first one that a job matches decides about it; a job that matches none
         *     is kept, so without rules everything is.
         */
        Retention: {
            /** @description Up to 32 rules. */
            rules: components["schemas"]["RetentionRule"][];
        };
        /** @description What rules would do. */
        RetentionPreview: {
            /**
             * Format: int64
             * @description How many jobs would go now; an array is one.
             */
            jobs: number;
        };
        /**
         * @description What is kept of the jobs that a rule decides about: for ever, if it has no limit; with two limits, whatever
         *     either of them keeps.
         */
        RetentionRule: {
            /**
             * Format: int32
             * @description Whatever ended in the last so many days is kept, however many they are; 1 to 36500.
             */
            keep_days?: number | null;
            /**
             * Format: int32
             * @description The last so many are kept, however old they are.
             */
            keep_last?: number | null;
            /** @description Which jobs it is about, like `team=ml`; all, if there is none. */
            label?: string | null;
        };
        /** @description A wish for a successor of a credential. */
        RotationRequest: {
            /**
             * Format: int64
             * @description How long both count; not at all, if nothing is said, and a week at most.
             */
            overlapSeconds?: number | null;
        };
        /** @description What a worker runs. */
        Runtime: {
            /** @description Always. */
            ok: boolean;
            /** @description Its programs, by name. */
            services: {
                [key: string]: components["schemas"]["RuntimeService"];
            };
            /** @description How far the last upgrade is. */
            upgrade: components["schemas"]["RuntimeUpgrade"];
            /** @description Which worker. */
            worker: string;
        };
        /** @description A program that a worker runs. */
        RuntimeService: {
            /** @description The version that runs. */
            actualVersion?: string | null;
            /**
             * @description Its name.
             * @example muster-worker
             */
            name: string;
            /** @description The version to which it can be brought. */
            targetVersion?: string | null;
            /** @description Whether they differ. */
            upgradeAvailable: boolean;
        };
        /** @description How far the last upgrade is. */
        RuntimeUpgrade: {
            /** @description Why it failed. */
            error?: string | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            startedAt?: string | null;
            /**
             * @description `idle`, `running` or `failed`.
             * @example idle
             */
            status: string;
        };
        /** @description Which programs are to be upgraded; all of them if none are named. */
        RuntimeUpgradeRequest: {
            /** @description Their names. */
            services?: string[] | null;
        };
        /** @description An upgrade that was asked for. */
        RuntimeUpgradeStarted: {
            /** @description Always. */
            ok: boolean;
            /** @description Which programs. */
            services: string[];
            /** @description Whether anything is to be done. */
            started: boolean;
            /** @description How far it is. */
            upgrade: components["schemas"]["RuntimeUpgrade"];
        };
        /** @description A schedule, as it is now. */
        Schedule: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Who made it; its jobs are theirs. */
            created_by: string;
            /** @description When it runs. */
            cron: string;
            /** @description What it runs. Values of `secret_env` are `[redacted]`. */
            job: components["schemas"]["JobSubmission"];
            last_run?: components["schemas"]["ScheduleRun"] | null;
            /** @description What becomes of missed slots. */
            missed: components["schemas"]["MissedPolicy"];
            /**
             * Format: int64
             * @description How old a missed slot may be that still runs, if it is `all`.
             */
            missed_within_seconds?: number | null;
            /**
             * @description Its name.
             * @example nightly
             */
            name: string;
            /** @description The next slots, five if it is active. */
            next_slots: string[];
            /**
             * @description Whether runs may overlap.
             * @example skip
             */
            overlap: string;
            /** @description Why it is paused, or why a slot that has come has not run yet. */
            reason?: string | null;
            skipped?: components["schemas"]["SkippedSlots"] | null;
            /** @description Whether it runs. */
            state: components["schemas"]["ScheduleState"];
            /** @description The time zone in which that is read. */
            time_zone: string;
        };
        /** @description A page of schedules, by name. */
        SchedulePage: {
            /** @description The schedules. */
            items: components["schemas"]["Schedule"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /** @description Why a schedule is to be paused. */
        SchedulePauseRequest: {
            /** @description The reason, for whoever wonders. */
            reason?: string | null;
        };
        /** @description A job again and again. */
        ScheduleRequest: {
            /**
             * @description Five fields, or a word like `@daily`.
             * @example 30 2 * * mon-fri
             */
            cron: string;
            /** @description What to run. */
            job: components["schemas"]["JobSubmission"];
            missed?: components["schemas"]["MissedPolicy"] | null;
            /**
             * Format: int64
             * @description How old a missed slot may be that still runs, for `all`; a day if nothing is said.
             */
            missed_within_seconds?: number | null;
            /**
             * @description Its name: letters, digits and `_-.`, up to 64.
             * @example nightly
             */
            name: string;
            /**
             * @description Whether a run may begin while the one before has not ended: `run` or `skip`; `skip` if nothing is
             *     said.
             * @example skip
             */
            overlap?: string | null;
            /**
             * @description The time zone in which they are read; that of the coordinator's machine if nothing is said, and
             *     then kept.
             * @example Europe/Berlin
             */
            time_zone?: string | null;
        };
        /** @description A run of a schedule. */
        ScheduleRun: {
            /**
             * @description The job.
             * @example job_1
             */
            job: string;
            /**
             * Format: date-time
             * @description The slot; nothing if somebody asked for the run.
             */
            slot?: string | null;
            state?: components["schemas"]["JobState"] | null;
        };
        /**
         * @description Whether a schedule runs.
         * @enum {string}
         */
        ScheduleState: "active" | "paused";
        /** @description A secret; its value is never shown. */
        Secret: {
            /**
             * @description What jobs call it.
             * @example deploy-key
             */
            name: string;
            /**
             * Format: date-time
             * @description When it was last set.
             */
            updated_at: string;
            /** @description Who set it last. */
            updated_by: string;
        };
        /** @description Some secrets, by name. */
        SecretPage: {
            /** @description Them. */
            items: components["schemas"]["Secret"][];
            /** @description Where the next page begins, if there is one. */
            next_cursor?: string | null;
        };
        /** @description What a secret is to be. */
        SecretRequest: {
            /** @description From 6 bytes to 64 KiB, without NUL. */
            value: string;
        };
        /** @description That somebody has signed in. The token itself is never shown again. */
        Session: {
            /**
             * Format: date-time
             * @description When somebody signed in.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it ends, if nobody uses it.
             */
            expiresAt: string;
            /** @description Which. */
            id: string;
            /** @description From where. */
            ipAddress?: string | null;
            /** @description Whether it is the one that asks. */
            isCurrent?: boolean;
            /**
             * Format: date-time
             * @description When it was last used.
             */
            updatedAt: string;
            /** @description With what. */
            userAgent?: string | null;
            /** @description Whose. */
            userId: string;
        };
        /** @description The session and its person. */
        SessionAnswer: {
            /** @description The session. */
            session: components["schemas"]["Session"];
            /** @description Whose it is. */
            user: components["schemas"]["User"];
        };
        /** @description Sessions that live, newest first. */
        SessionList: {
            /** @description Each of them. */
            items: components["schemas"]["Session"][];
        };
        /** @description What came of reading the settings of the environment again. */
        SettingsReread: {
            /** @description What is otherwise, and holds from now on. */
            changed: string[];
            /** @description What is otherwise, and holds only after a restart. */
            needs_restart: string[];
        };
        /** @description An account that is there. */
        SignIn: {
            /** @description The person's address. */
            email: string;
            /**
             * Format: password
             * @description Their password.
             */
            password: string;
        };
        /** @description How people can sign in here; public. */
        SignInWays: {
            /** @description Whether anybody has an account here. */
            has_accounts: boolean;
            /** @description Whether the caller could sign up without an invitation. */
            may_sign_up: boolean;
            /** @description With whom people can sign in. */
            providers: string[];
        };
        /** @description A new account. */
        SignUp: {
            /** @description Their address. */
            email: string;
            /** @description The token of an invitation, if somebody was invited. */
            invitation?: string | null;
            /** @description What the person is called. */
            name: string;
            /**
             * Format: password
             * @description At least eight characters.
             */
            password: string;
            /** @description What Turnstile gave the page, where it is asked. */
            turnstileToken?: string | null;
        };
        /** @description What somebody gets who has signed up or in. The token is shown once. */
        SignedIn: {
            /** @description The bearer token of the session. */
            token: string;
            /** @description Who has signed in. */
            user: components["schemas"]["User"];
        };
        /** @description That a session has ended. */
        SignedOut: {
            /** @description Always true. */
            success: boolean;
        };
        /** @description Slots that did not run. */
        SkippedSlots: {
            /**
             * Format: date-time
             * @description The first.
             */
            from: string;
            /** @description Why. */
            reason: string;
            /**
             * Format: date-time
             * @description The first slot after them.
             */
            until: string;
        };
        /** @description When a schedule would run. */
        Slots: {
            /** @description The next five slots. */
            items: string[];
            /** @description The time zone. */
            time_zone: string;
        };
        /** @description Where the browser goes to sign in. */
        SocialRedirect: {
            /** @description Always true. */
            redirect: boolean;
            /** @description There. */
            url: string;
        };
        /** @description A wish to sign in with somebody who knows the person. */
        SocialSignIn: {
            /** @description Where the browser goes afterwards: a path of ours. */
            callbackURL?: string | null;
            /** @description The token of an invitation, if somebody was invited. */
            invitation?: string | null;
            /** @description `github` or `google`. */
            provider: string;
        };
        /** @description What costs money now. */
        Spend: {
            /**
             * Format: int64
             * @description What everything of this organisation may cost an hour.
             */
            ceiling_per_hour?: number | null;
            /**
             * Format: int64
             * @description What everything of everybody may cost an hour on the credentials of the installation.
             */
            installation_ceiling_per_hour?: number | null;
            /**
             * Format: int64
             * @description The same in a day.
             */
            per_day: number;
            /**
             * Format: int64
             * @description What they cost an hour, in millionths of a US dollar, as far as that is known.
             */
            per_hour: number;
            /**
             * Format: int64
             * @description The same in a month of 730 hours.
             */
            per_month: number;
            reminder?: components["schemas"]["Reminder"] | null;
            /** @description Each of them. */
            running: components["schemas"]["Billed"][];
            /**
             * Format: int64
             * @description How many of them have no known price.
             */
            unpriced: number;
        };
        /** @description Something that is to stop, and what becomes of that. */
        StopAsked: {
            operation?: components["schemas"]["Operation"] | null;
            /** @description Why nothing was asked. */
            problem?: string | null;
            /** @description What it was when that was asked. */
            what: components["schemas"]["Billed"];
        };
        /** @description Everything that is to stop. */
        StopEverything: {
            /** @description Each of them. */
            items: components["schemas"]["StopAsked"][];
            /** @description What is at providers under this installation's mark and known to nobody here: it is left as it is. */
            strays: components["schemas"]["CloudStray"][];
        };
        /** @description Whether a worker may be stopped that runs something. */
        StopWorkerRequest: {
            /** @description What it runs goes back to the queue. */
            force?: boolean;
        };
        /** @description One message of the stream; the event's name is its `type`. */
        StreamEvent: {
            /** @enum {string} */
            type: "ready";
        } | {
            /** @description The jobs that changed. */
            items: components["schemas"]["Job"][];
            /** @enum {string} */
            type: "jobs";
        } | {
            /** @description The workers that changed. */
            items: components["schemas"]["Worker"][];
            /** @enum {string} */
            type: "workers";
        } | {
            /** @enum {string} */
            type: "worker_gone";
            /** @description Its id. */
            worker: string;
        } | {
            /**
             * Format: int32
             * @description The attempt.
             */
            attempt: number;
            /** @description The new chunks. */
            chunks: components["schemas"]["LogChunk"][];
            /** @description Whether the attempt is over and this was the last of it. */
            is_complete: boolean;
            /** @description The job. */
            job: string;
            /**
             * Format: int64
             * @description The offset after them.
             */
            next: number;
            /** @enum {string} */
            type: "log";
        } | {
            /** @enum {string} */
            type: "resync";
        } | {
            /**
             * Format: int64
             * @description In milliseconds.
             */
            retry_ms: number;
            /** @enum {string} */
            type: "bye";
        };
        /** @description What a subscription costs, as far as that was told. */
        SubscriptionPrice: {
            /**
             * Format: int64
             * @description In the currency's smallest unit.
             */
            amount?: number | null;
            /** @description As billers write it. */
            currency?: string | null;
            /** @description `day`, `week`, `month` or `year`. */
            recurringInterval?: string | null;
            /**
             * Format: int32
             * @description Once in so many of them.
             */
            recurringIntervalCount?: number | null;
        };
        /** @description What somebody who helps would ask for, without secrets. It is kept nowhere and sent to nobody. */
        SupportBundle: {
            /** @description What is in it. */
            files: components["schemas"]["BundleFile"][];
            /**
             * Format: date-time
             * @description When it was gathered.
             */
            made_at: string;
        };
        /** @description What a biller is told of: nothing more than that somebody looks. */
        SyncAccepted: {
            /** @description Whether any biller is asked. Nobody waits for it: look at the status again. */
            is_asked: boolean;
        };
        /**
         * @description A page of the tasks of an array, by number. Tasks that wait for their first grant are not listed:
         *     [`ArrayProgress::waiting`] counts them.
         */
        TaskPage: {
            /** @description The tasks. */
            items: components["schemas"]["Job"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /** @description A template, as it is kept. */
        Template: {
            /** @description What it is for. */
            description?: string | null;
            /** @description The job. Values of `secret_env` are `[redacted]`. */
            job: components["schemas"]["JobSubmission"];
            /**
             * @description Its name.
             * @example build
             */
            name: string;
            /** @description What may or must be said, by name. */
            parameters: {
                [key: string]: components["schemas"]["Parameter"];
            };
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description Who changed it last. */
            updated_by: string;
        };
        /** @description A page of templates, by name. */
        TemplatePage: {
            /** @description The templates. */
            items: components["schemas"]["Template"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /**
         * @description A job with gaps. `{{name}}` in its texts stands for the parameter `name`, but not in `command`: there a
         *     parameter is the variable `MUSTER_PARAM_NAME`.
         */
        TemplateRequest: {
            /** @description What it is for. */
            description?: string | null;
            /** @description The job. */
            job: components["schemas"]["JobSubmission"];
            /** @description What may or must be said, by name. */
            parameters?: {
                [key: string]: components["schemas"]["Parameter"];
            };
        };
        /** @description An open terminal. */
        Terminal: {
            /** @description The environment that it is in. */
            environment: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: int64
             * @description It ends if nothing is typed or shown for so long.
             */
            idle_after_seconds: number;
            /**
             * Format: date-time
             * @description When it was opened.
             */
            opened_at: string;
            /**
             * Format: int64
             * @description The shell waits while so many bytes are shown that nobody has confirmed.
             */
            unconfirmed_bytes: number;
            /**
             * Format: int64
             * @description It ends if nobody reads it for so long.
             */
            unread_after_seconds: number;
        };
        /**
         * @description Why a terminal is over.
         * @enum {string}
         */
        TerminalEnd: "exited" | "idle" | "unread" | "closed" | "revoked" | "environment_stopped" | "stopping" | "moved";
        /** @description What a terminal shows. */
        TerminalEvent: {
            /** @description The bytes, in base 64. */
            bytes: string;
            /**
             * Format: int64
             * @description So many were shown from the first on, with these.
             */
            next: number;
            /** @enum {string} */
            type: "shown";
        } | {
            /** @enum {string} */
            type: "end";
            /** @description Why. */
            why: components["schemas"]["TerminalEnd"];
        };
        /** @description What was typed. */
        TerminalInput: {
            /**
             * Format: int64
             * @description So many bytes were typed before. What has arrived already is passed over.
             */
            at: number;
            /**
             * @description The bytes, in base 64.
             * @example bHMN
             */
            bytes: string;
        };
        /** @description What has arrived. */
        TerminalSeen: {
            /**
             * Format: int64
             * @description So many bytes, from the first on. They are kept no longer.
             */
            bytes: number;
        };
        /** @description How large a terminal is. */
        TerminalSize: {
            /**
             * Format: int32
             * @description Letters in a line.
             */
            columns: number;
            /**
             * Format: int32
             * @description Lines.
             */
            rows: number;
        };
        /** @description What a tier allows. Nothing means no limit. */
        TierLimits: {
            /**
             * Format: int32
             * @description Active agents at a time.
             */
            maxAgents?: number | null;
            /**
             * Format: int32
             * @description API calls on a UTC day.
             */
            maxCallsPerDay?: number | null;
            /**
             * Format: int32
             * @description Cloud workers at a time.
             */
            maxCloudWorkers?: number | null;
            /**
             * Format: int32
             * @description Environments at a time.
             */
            maxEnvironments?: number | null;
            /**
             * Format: int32
             * @description Tokens on a UTC day: they are counted and not limited.
             */
            maxTokensPerDay?: number | null;
        };
        /** @description Every tier, from the smallest. */
        TierList: {
            /** @description Them. */
            tiers: components["schemas"]["TierView"][];
        };
        /** @description The tier of an organisation, and what is used of it. */
        TierStatus: {
            /** @description What it allows. */
            limits: components["schemas"]["TierLimits"];
            /**
             * @description `free`, `basic`, `pro` or `family`.
             * @example free
             */
            tier: string;
            /** @description What is used. */
            usage: components["schemas"]["TierUsage"];
        };
        /** @description What is used of a tier. */
        TierUsage: {
            /**
             * Format: int32
             * @description Active agents now.
             */
            agentCount: number;
            /**
             * Format: int64
             * @description API calls on this UTC day.
             */
            callsToday?: number | null;
            /**
             * Format: int32
             * @description Cloud workers now.
             */
            cloudWorkers: number;
            /**
             * Format: int32
             * @description Environments now.
             */
            environments: number;
            /**
             * Format: int64
             * @description Tokens that were issued on this UTC day.
             */
            tokensToday?: number | null;
        };
        /** @description A tier of the table of plans. */
        TierView: {
            /** @description Whether it can be bought here. */
            can_be_bought: boolean;
            /** @description What it allows. */
            limits: components["schemas"]["TierLimits"];
            price?: components["schemas"]["Price"] | null;
            /**
             * @description `free`, `basic`, `pro` or `family`.
             * @example basic
             */
            tier: string;
        };
        /** @description A token, as it is kept. */
        Token: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it stops working.
             */
            expires_at: string;
            /** @description The part that is not secret. */
            id: string;
            /**
             * @description `operator`, `readonly`, `join` or `console`.
             * @example operator
             */
            kind: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at?: string | null;
            /** @description What it is for. */
            name: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at?: string | null;
        };
        /** @description A session's token, as Defrag's clients expect it. */
        TokenAnswer: {
            /** @description The bearer token of the session. */
            token: string;
        };
        /** @description A token, the only time that it is shown. */
        TokenCreated: {
            /** @description What is kept of it. */
            stored: components["schemas"]["Token"];
            /** @description The token itself. */
            token: string;
        };
        /** @description Every token of the organisation, newest first. */
        TokenList: {
            /** @description The tokens. */
            items: components["schemas"]["Token"][];
        };
        /** @description A wish for a token. */
        TokenRequest: {
            /**
             * Format: int64
             * @description How long it works; 90 days if nothing is said.
             */
            expires_in_seconds?: number | null;
            /**
             * @description `operator` or `readonly`.
             * @example operator
             */
            kind: string;
            /** @description What it is for, in the words of whoever makes it. */
            name: string;
        };
        /** @description What can be called. */
        Tool: {
            /** @description What it does, for whoever decides whether to call it. */
            description: string;
            /** @description The JSON Schema of its arguments. */
            input_schema: Record<string, never>;
            /** @description Whether it changes nothing. */
            is_read_only: boolean;
            /** @description By which it is called. */
            name: string;
            /** @description The scope that an agent needs. */
            scope: string;
        };
        /** @description What a tool has answered. */
        ToolAnswer: {
            /** @description Whether nothing was done. */
            is_dry_run: boolean;
            /** @description What that request has answered, or what it would be sent. */
            result?: Record<string, never> | null;
            /** @description The request that it stands for, such as `POST /v1/jobs`. */
            stands_for: string;
            /** @description Which. */
            tool: string;
        };
        /** @description A call of a tool. */
        ToolCall: {
            /** @description What it is called with. */
            arguments?: Record<string, never>;
            /** @description Says what would be asked, and does nothing. */
            dry_run?: boolean;
            /** @description The tool once more; needed where the signature does not cover the path. */
            tool?: string | null;
        };
        /** @description Every tool that the caller may call. */
        ToolList: {
            /** @description Each of them. */
            items: components["schemas"]["Tool"][];
        };
        /** @description The updates that were asked for last, at one time. */
        UpdateCounts: {
            /**
             * Format: date-time
             * @description When.
             */
            asked_at: string;
            /** @description Who asked for them. */
            by: string;
            /**
             * Format: int64
             * @description How many failed.
             */
            failed: number;
            one?: components["schemas"]["UpdatedWorker"] | null;
            /**
             * Format: int64
             * @description Of how many nothing more becomes by itself: they are done, failed, were left or stopped, or are not here.
             */
            over: number;
            /**
             * Format: int64
             * @description How many workers were meant.
             */
            total: number;
            /**
             * @description The version that they are to have; empty where there is none for any of their machines.
             * @example 1.4.0
             */
            version: string;
        };
        /** @description How far the updates of all workers are. */
        UpdateReport: {
            last?: components["schemas"]["UpdateCounts"] | null;
            /**
             * Format: int64
             * @description How many workers are meant where none is named: all that dial or listen.
             */
            workers: number;
        };
        /** @description Which workers are to be updated. */
        UpdateRequest: {
            /** @description These; all that dial or listen, if nothing is said. */
            workers?: string[] | null;
        };
        /**
         * @description How far an update of a worker is.
         * @enum {string}
         */
        UpdateStage: "waiting" | "draining" | "changing" | "done" | "failed" | "skipped" | "stopped";
        /** @description One of the workers that were to be updated. */
        UpdatedWorker: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description How far it is. */
            update: components["schemas"]["WorkerUpdate"];
        };
        /** @description What was asked for or stopped. */
        Updates: {
            /**
             * Format: int64
             * @description How many workers.
             */
            count: number;
        };
        /** @description What is refused for want of a plan, and what would help. */
        Upgrade: {
            /** @description Why it has no better one. */
            because: string;
            /**
             * @description Who sells it: `polar` or `stripe`.
             * @example polar
             */
            biller: string;
            /**
             * @description What to ask for such a page.
             * @example /billing/checkout
             */
            checkout: string;
            /** @description Where it can be bought, if the biller could be asked for a page. */
            checkoutUrl?: string | null;
            /**
             * Format: int32
             * @description How many there are.
             */
            held: number;
            /**
             * Format: int32
             * @description How many there may be.
             */
            limit: number;
            /**
             * @description The plan that would help, if one can be bought.
             * @example basic
             */
            plan?: string | null;
            price?: components["schemas"]["Price"] | null;
            /**
             * @description What tells how things stand.
             * @example /billing/status
             */
            statusUrl: string;
            /**
             * @description What was wanted: `cloud_worker`, `environment`, `agent` or `api_call`.
             * @example cloud_worker
             */
            thing: string;
            /**
             * @description The plan that the organisation has.
             * @example free
             */
            tier: string;
            /**
             * Format: int32
             * @description How many of the thing there may be then; nothing if there is no limit.
             */
            unlocks?: number | null;
        };
        /** @description How far an upload is. */
        UploadState: {
            /** @description It is whole, was checked, and is kept for good. */
            is_kept: boolean;
            /**
             * Format: int64
             * @description Where the next part begins.
             */
            offset: number;
        };
        /**
         * @description By what a series is divided.
         * @enum {string}
         */
        UsageBy: "day" | "worker" | "environment" | "person";
        /** @description What was spent at providers, at their list prices. */
        UsageCost: {
            /** @description What the plan includes, and how much of it is used now. */
            included: components["schemas"]["LimitStanding"][];
            /** @description Each thing, the dearest first. */
            items: components["schemas"]["CostItem"][];
            /**
             * Format: double
             * @description What it is at this pace in a month, in US dollars, of what is up now.
             */
            month_usd: number;
            /** @description The plan that is paid besides. */
            plan: string;
            plan_price?: components["schemas"]["Price"] | null;
            /**
             * Format: date
             * @description The first day.
             */
            since: string;
            /**
             * Format: double
             * @description All of it, in US dollars, as far as prices are known.
             */
            total_usd: number;
            /**
             * Format: date
             * @description The last day.
             */
            until: string;
        };
        /** @description How near a limit is. */
        UsageLimit: {
            /**
             * Format: int64
             * @description How many there will be when the day ends if it goes on like this.
             */
            forecast?: number | null;
            /** @description What makes room again without paying. */
            frees: string;
            /** @description What is limited. */
            limited: components["schemas"]["LimitedThing"];
            /**
             * Format: int64
             * @description How many there may be; as many as anybody likes if there is none.
             */
            most?: number | null;
            /**
             * Format: date-time
             * @description When the limit will be reached if it goes on like this, if that is before the day ends.
             */
            reached_at?: string | null;
            /**
             * Format: int64
             * @description How many requests were refused today because of it, or would have been.
             */
            refused_today: number;
            /**
             * Format: date-time
             * @description When it begins anew, if it does.
             */
            resets_at?: string | null;
            /**
             * Format: int64
             * @description How many there are, or were today.
             */
            used: number;
        };
        /**
         * @description What is counted.
         * @enum {string}
         */
        UsageMeter: "job_seconds" | "local_worker_hours" | "cloud_worker_hours" | "environment_hours" | "environment_gigabyte_hours" | "api_calls" | "token_issuances" | "active_agents" | "log_bytes" | "artefact_bytes";
        /** @description That a limit came near, or was reached. */
        UsageNotice: {
            /**
             * Format: date-time
             * @description When it was noticed.
             */
            at: string;
            /**
             * Format: int64
             * @description How many there would be at the end of the period.
             */
            forecast?: number | null;
            /** @description What is limited. */
            limited: components["schemas"]["LimitedThing"];
            /**
             * Format: int64
             * @description How many there may be.
             */
            most: number;
            /**
             * Format: int32
             * @description How much of the limit was reached: 80 or 100.
             */
            percent: number;
            /**
             * Format: date
             * @description The first day of the period that it is about: a day for calls, a month for agents.
             */
            period: string;
            /**
             * Format: int64
             * @description How many there were.
             */
            used: number;
        };
        /** @description How usage stands. */
        UsageOverview: {
            /** @description Whether its limits are kept to. */
            enforcement: components["schemas"]["Enforcement"];
            /** @description How near each limit is. */
            limits: components["schemas"]["UsageLimit"][];
            /** @description How much there was of everything. */
            meters: components["schemas"]["MeterStanding"][];
            /** @description What was noticed this month, newest first. */
            notices: components["schemas"]["UsageNotice"][];
            /** @description The plan. */
            plan: string;
            /**
             * Format: date
             * @description The present day in UTC.
             */
            today: string;
        };
        /** @description A part of a series. */
        UsagePoint: {
            /** @description The day, or the id of the worker, the environment or of who wanted it; empty if that is not known. */
            key: string;
            /** @description What people call it, if it has a name. */
            name?: string | null;
            /**
             * Format: double
             * @description How much.
             */
            quantity: number;
        };
        /** @description How much of one thing was used, divided by something. */
        UsageSeries: {
            /** @description By what it is divided. */
            by: components["schemas"]["UsageBy"];
            /** @description What was used. */
            meter: components["schemas"]["UsageMeter"];
            /** @description The parts; with days also those on which there was nothing. */
            points: components["schemas"]["UsagePoint"][];
            /**
             * Format: date
             * @description The first day.
             */
            since: string;
            /**
             * Format: double
             * @description All of it together; of active agents the most on any day.
             */
            total: number;
            /** @description In what it is counted. */
            unit: string;
            /**
             * Format: date
             * @description The last day.
             */
            until: string;
        };
        /** @description Somebody with an account. */
        User: {
            /**
             * Format: date-time
             * @description When they signed up.
             */
            createdAt: string;
            /** @description Their address. */
            email: string;
            /** @description Whether the address is theirs beyond doubt. */
            emailVerified: boolean;
            /** @description Who. */
            id: string;
            /** @description Where a picture of them is. */
            image?: string | null;
            /** @description What they are called. */
            name: string;
            /**
             * Format: date-time
             * @description When something about them changed.
             */
            updatedAt: string;
        };
        /**
         * @description How a check went.
         * @enum {string}
         */
        Verdict: "good" | "warning" | "bad";
        /**
         * @description What a job can wait for.
         * @enum {string}
         */
        WaitCause: "needs" | "held" | "retry" | "paused" | "turn" | "slot" | "owner" | "worker" | "fit";
        /** @description A message of a biller was taken. */
        WebhookTaken: {
            /** @description Always true. */
            received: boolean;
            /** @description `already_processed`, if it had come before. */
            status?: string | null;
        };
        /** @description A machine that runs jobs, as it is now. */
        Worker: {
            /**
             * Format: int32
             * @description How many of them are taken now.
             */
            busy_slots: number;
            /**
             * @description `local` or `cloud`.
             * @example local
             */
            destination: string;
            /**
             * @description By what the coordinator knows, in words.
             * @example its session is open
             */
            evidence: string;
            /** @description Those of them that people gave it. */
            given_labels: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description How many jobs it was given that are not over: what it runs, and what it holds ahead.
             */
            held_jobs: number;
            /** @description Its id. */
            id: string;
            /** @description Whether it is the machine that the coordinator runs on. */
            is_this_machine: boolean;
            /**
             * Format: date-time
             * @description When it joined.
             */
            joined_at: string;
            /**
             * @description The job for which what is free of it is kept: it needs more, and is ahead of what waits.
             * @example job_12
             */
            kept_for?: string | null;
            /**
             * @description What it has, as requirements see it: what it found of itself (`os`, `arch`, `cpu_cores`, …) and what people
             *     gave it.
             */
            labels: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was last heard.
             */
            last_seen_at: string;
            /**
             * @description `session` or, for a deborgen node, `polling`.
             * @example session
             */
            link: string;
            /** @description `online`, `asleep`, `disconnected` or `lost`. */
            liveness: components["schemas"]["WorkerLiveness"];
            /**
             * Format: date-time
             * @description Since when it is that.
             */
            liveness_since: string;
            /** @description Its name. */
            name: string;
            /**
             * @description What its owner allows there, and whether that keeps jobs from it now. Only the owner changes it, on the
             *     machine itself.
             */
            owner: components["schemas"]["WorkerOwner"];
            pause?: components["schemas"]["WorkerPause"] | null;
            /**
             * Format: int32
             * @description How many jobs it runs at a time, if each takes one slot.
             */
            slots: number;
            update?: components["schemas"]["WorkerUpdate"] | null;
            /** @description The version of its agent. */
            version?: string | null;
        };
        /** @description What of a worker is to be otherwise. What is not said stays. */
        WorkerChange: {
            /**
             * @description Labels to give it; `null` takes back one that it was given. What only the machine itself can say is refused as
             *     `label_reserved`.
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Its name, of up to 64 characters on one line. */
            name?: string | null;
        };
        /** @description How many workers there are. */
        WorkerCounts: {
            /**
             * Format: int32
             * @description Asleep.
             */
            asleep: number;
            /**
             * Format: int32
             * @description Disconnected.
             */
            disconnected: number;
            /**
             * Format: int32
             * @description Those that failed.
             */
            failed: number;
            /**
             * Format: int32
             * @description Lost.
             */
            lost: number;
            /**
             * Format: int32
             * @description Those that are being made, started, stopped or deleted.
             */
            moving: number;
            /**
             * Format: int32
             * @description Cloud workers whose machines do not run, so that nobody misses their word: the next three together.
             */
            off?: number;
            /**
             * Format: int32
             * @description Online.
             */
            online: number;
            /**
             * Format: int32
             * @description Those that are stopped.
             */
            stopped: number;
            /**
             * Format: int32
             * @description In all.
             */
            total: number;
        };
        /** @description Workers that the same thing keeps from a job. */
        WorkerGroup: {
            /** @description How many they are. */
            count: number;
            /**
             * @description What a person can do about it.
             * @example Add a worker with `cpu_cores >= 8`
             */
            helps: string;
            /** @description What they are to the job. */
            verdict: components["schemas"]["WorkerVerdict"];
            /**
             * @description What keeps them, in a few words.
             * @example `cpu_cores >= 8`, but has 4
             */
            why: string;
            /** @description The names of some. */
            workers: string[];
        };
        /** @description How a worker was, newest first. */
        WorkerHistory: {
            /** @description The spans. */
            items: components["schemas"]["WorkerSpan"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor?: string | null;
        };
        /**
         * @description How alive a worker is.
         * @enum {string}
         */
        WorkerLiveness: "online" | "asleep" | "disconnected" | "lost";
        /** @description A worker, as far as a job needs to name it. */
        WorkerName: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A provider of workers, with its price. */
        WorkerOffer: {
            /**
             * Format: int64
             * @description What a worker costs an hour, in millionths of a US dollar, if the table knows.
             */
            price_per_hour?: number | null;
            /**
             * Format: int64
             * @description What it costs a month.
             */
            price_per_month?: number | null;
            /** @description The day of the prices. */
            prices_as_of?: string | null;
            /**
             * @description Which one.
             * @example render
             */
            provider: string;
        };
        /** @description A wish for a worker. */
        WorkerOrder: {
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description `cloud` for a machine at a provider, `local` for one that somebody has.
             * @example cloud
             */
            destination: string;
            /** @description Kept and shown. */
            imageVersion?: string | null;
            /** @description Its name. */
            name: string;
            /**
             * @description At which provider, if not where the settings say: `render`, `daytona` or `kubernetes`.
             * @example render
             */
            provider?: string | null;
            /** @description Kept and shown. */
            sandboxBackend?: string | null;
            /** @description The folder in which a local one works. */
            workspacePath?: string | null;
        };
        /** @description What the owner of a worker's machine allows. What is not said is allowed. */
        WorkerOwner: {
            /**
             * Format: int32
             * @description On battery only while it holds at least so many per cent.
             */
            battery_floor?: number | null;
            /**
             * @description What keeps jobs from it now, if anything does: `outside_hours`, `on_battery`, `battery_low`, `in_use`,
             *     `metered`, `unknown` if it cannot find out, `unreadable`, or `other`.
             * @example on_battery
             */
            closed?: string | null;
            /**
             * @description The same in words.
             * @example on battery
             */
            closed_because?: string | null;
            /**
             * Format: int32
             * @description So many per cent of its processors are lent to jobs; `cpu_cores` says how many those are.
             */
            cpu_percent?: number | null;
            /**
             * Format: int64
             * @description So much of its disk the folders of each job may hold.
             */
            disk_mib?: number | null;
            /**
             * @description Only at these times of the day, on its own clock.
             * @example 22:00-07:00
             */
            hours?: string | null;
            /**
             * Format: int32
             * @description Only when nobody has used the machine for so many minutes.
             */
            idle_minutes?: number | null;
            /**
             * @description How much jobs must be kept apart at least: `landlock` or `bubblewrap`.
             * @example landlock
             */
            isolation?: string | null;
            /**
             * Format: int64
             * @description So much of its memory is lent to jobs.
             */
            memory_mib?: number | null;
            /** @description Its program is brought to another version by the owner alone. */
            no_updates: boolean;
            /** @description Never on a metered network. */
            not_metered: boolean;
            /** @description Never on battery. */
            only_on_mains: boolean;
            /** @description Only these programs, if any are named; a line for the shell is `sh`. */
            programs: string[];
            /**
             * @description What becomes of what runs when nothing may start any more: it `gives_way`, or `goes_on`.
             * @example gives_way
             */
            running: string;
            /** @description Only jobs of these, if any are named: `operator`, or ids of tokens. */
            submitters: string[];
        };
        /** @description Who keeps a worker from new jobs, and until when. */
        WorkerPause: {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            /** @description Who. */
            by: string;
            /** @description Why, in their words. */
            reason: string;
            /**
             * Format: date-time
             * @description When what still runs is taken back.
             */
            take_back_at?: string | null;
            /**
             * Format: date-time
             * @description When it ends by itself.
             */
            until?: string | null;
        };
        /** @description How a worker was for a while, as far as somebody has looked. */
        WorkerSpan: {
            /**
             * @description By what the coordinator knew when it began, in words.
             * @example its session is gone without a word
             */
            evidence: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            from: string;
            /** @description `online`, `asleep`, `disconnected` or `lost`. */
            state: components["schemas"]["WorkerLiveness"];
            /**
             * Format: date-time
             * @description Until when; nothing if it is still so. What lies between a span and the one after it nobody has seen: the coordinator was away.
             */
            until?: string | null;
        };
        /** @description When a cloud worker stops by itself. */
        WorkerStops: {
            /**
             * Format: int32
             * @description After how many minutes without a job and without use, if it does.
             */
            afterIdleMinutes?: number | null;
            /** @description The evidence on which it was stopped, or why it goes on though nothing seems to use it. */
            says?: string | null;
        };
        /** @description Tokens of a worker, shown once. */
        WorkerTokens: {
            /** @description Its users'. */
            client: string;
            /** @description Its owner's. */
            host: string;
        };
        /** @description The last update of a worker. */
        WorkerUpdate: {
            /**
             * Format: date-time
             * @description When. What was asked for at one time belongs together.
             */
            asked_at: string;
            /** @description Who asked for it. */
            by: string;
            /** @description Why it is not further, if there is more to say. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description How far it is. */
            stage: components["schemas"]["UpdateStage"];
            /**
             * @description The version that it is to have; empty where there is none for its machine.
             * @example 1.4.0
             */
            version: string;
        };
        /**
         * @description What a worker is to a job that waits.
         * @enum {string}
         */
        WorkerVerdict: "ready" | "unfit" | "asleep" | "disconnected" | "lost" | "stopping" | "paused" | "closed" | "busy" | "kept";
        /** @description A worker and its machine. */
        WorkerWithInstance: {
            instance?: components["schemas"]["Instance"] | null;
            /** @description What is under way with it. */
            operation?: string | null;
            /** @description The worker. */
            worker: components["schemas"]["DenWorker"];
        };
        /** @description Workers, in both shapes. */
        Workers: {
            /** @description A page of the workers that match, by name. */
            items: components["schemas"]["Worker"][];
            /** @description Where the next page starts; nothing on the last one. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description How many workers match in all.
             */
            total: number;
            /** @description The newest ones with their machines, newest first. */
            workers: components["schemas"]["ListedWorker"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AccessTokenIssued = components['schemas']['AccessTokenIssued'];
export type ActivityHour = components['schemas']['ActivityHour'];
export type AdminConfig = components['schemas']['AdminConfig'];
export type AdminOverview = components['schemas']['AdminOverview'];
export type AdminStats = components['schemas']['AdminStats'];
export type AdminSummary = components['schemas']['AdminSummary'];
export type AdminUser = components['schemas']['AdminUser'];
export type AdminUsers = components['schemas']['AdminUsers'];
export type AdminViewer = components['schemas']['AdminViewer'];
export type Adopted = components['schemas']['Adopted'];
export type Agent = components['schemas']['Agent'];
export type AgentChange = components['schemas']['AgentChange'];
export type AgentPage = components['schemas']['AgentPage'];
export type AgentRequest = components['schemas']['AgentRequest'];
export type AgentTokenIssued = components['schemas']['AgentTokenIssued'];
export type AgentTokenRequest = components['schemas']['AgentTokenRequest'];
export type AiConsent = components['schemas']['AiConsent'];
export type AiExplanation = components['schemas']['AiExplanation'];
export type AiStanding = components['schemas']['AiStanding'];
export type ArrayProgress = components['schemas']['ArrayProgress'];
export type Artefact = components['schemas']['Artefact'];
export type ArtefactPage = components['schemas']['ArtefactPage'];
export type AttachRequest = components['schemas']['AttachRequest'];
export type Attached = components['schemas']['Attached'];
export type Attempt = components['schemas']['Attempt'];
export type AuditCompleteness = components['schemas']['AuditCompleteness'];
export type AuditEvent = components['schemas']['AuditEvent'];
export type AuditIntegrity = components['schemas']['AuditIntegrity'];
export type AuditKeyRotation = components['schemas']['AuditKeyRotation'];
export type AuditPage = components['schemas']['AuditPage'];
export type AuditReason = components['schemas']['AuditReason'];
export type AuditReport = components['schemas']['AuditReport'];
export type AuditVerdict = components['schemas']['AuditVerdict'];
export type Backup = components['schemas']['Backup'];
export type BackupFailure = components['schemas']['BackupFailure'];
export type BackupList = components['schemas']['BackupList'];
export type BackupRun = components['schemas']['BackupRun'];
export type Batch = components['schemas']['Batch'];
export type BatchRerunRequest = components['schemas']['BatchRerunRequest'];
export type BatchSubmission = components['schemas']['BatchSubmission'];
export type Billed = components['schemas']['Billed'];
export type BillerStanding = components['schemas']['BillerStanding'];
export type BillingInvoice = components['schemas']['BillingInvoice'];
export type BillingLimits = components['schemas']['BillingLimits'];
export type BillingStatus = components['schemas']['BillingStatus'];
export type BillingSubscription = components['schemas']['BillingSubscription'];
export type BillingUsage = components['schemas']['BillingUsage'];
export type BundleFile = components['schemas']['BundleFile'];
export type CancelManyRequest = components['schemas']['CancelManyRequest'];
export type CancelRequest = components['schemas']['CancelRequest'];
export type CancelledJobs = components['schemas']['CancelledJobs'];
export type CardImport = components['schemas']['CardImport'];
export type Challenge = components['schemas']['Challenge'];
export type ChallengeAnswer = components['schemas']['ChallengeAnswer'];
export type ChangedWorker = components['schemas']['ChangedWorker'];
export type Check = components['schemas']['Check'];
export type CheckoutPage = components['schemas']['CheckoutPage'];
export type CheckoutRequest = components['schemas']['CheckoutRequest'];
export type Cloud = components['schemas']['Cloud'];
export type CloudRules = components['schemas']['CloudRules'];
export type CloudStray = components['schemas']['CloudStray'];
export type CompatArtifact = components['schemas']['CompatArtifact'];
export type CompatFinish = components['schemas']['CompatFinish'];
export type CompatGrant = components['schemas']['CompatGrant'];
export type CompatHeartbeat = components['schemas']['CompatHeartbeat'];
export type CompatJob = components['schemas']['CompatJob'];
export type CompatJobs = components['schemas']['CompatJobs'];
export type CompatLog = components['schemas']['CompatLog'];
export type CompatLogAppend = components['schemas']['CompatLogAppend'];
export type CompatNode = components['schemas']['CompatNode'];
export type CompatPresign = components['schemas']['CompatPresign'];
export type CompatPresigned = components['schemas']['CompatPresigned'];
export type CompatSubmission = components['schemas']['CompatSubmission'];
export type Connect = components['schemas']['Connect'];
export type ConsoleExchange = components['schemas']['ConsoleExchange'];
export type ConsoleLink = components['schemas']['ConsoleLink'];
export type ConsoleSession = components['schemas']['ConsoleSession'];
export type Coordinator = components['schemas']['Coordinator'];
export type CostAction = components['schemas']['CostAction'];
export type CostItem = components['schemas']['CostItem'];
export type Credential = components['schemas']['Credential'];
export type CredentialCreated = components['schemas']['CredentialCreated'];
export type CredentialList = components['schemas']['CredentialList'];
export type CredentialRequest = components['schemas']['CredentialRequest'];
export type DenBilling = components['schemas']['DenBilling'];
export type DenBillingAnswer = components['schemas']['DenBillingAnswer'];
export type DenSubscriptionAnswer = components['schemas']['DenSubscriptionAnswer'];
export type DenSubscriptionRequest = components['schemas']['DenSubscriptionRequest'];
export type DenWorker = components['schemas']['DenWorker'];
export type DetailedHealth = components['schemas']['DetailedHealth'];
export type Dev8Activity = components['schemas']['Dev8Activity'];
export type Dev8ActivityData = components['schemas']['Dev8ActivityData'];
export type Dev8ActivityTaken = components['schemas']['Dev8ActivityTaken'];
export type Dev8Answer = components['schemas']['Dev8Answer'];
export type Dev8Create = components['schemas']['Dev8Create'];
export type Dev8Data = components['schemas']['Dev8Data'];
export type Dev8Environment = components['schemas']['Dev8Environment'];
export type Dev8Problem = components['schemas']['Dev8Problem'];
export type Dev8Snapshot = components['schemas']['Dev8Snapshot'];
export type Dev8Urls = components['schemas']['Dev8Urls'];
export type Dev8Which = components['schemas']['Dev8Which'];
export type DoctorReport = components['schemas']['DoctorReport'];
export type DownloadLink = components['schemas']['DownloadLink'];
export type DownloadRequest = components['schemas']['DownloadRequest'];
export type Enforcement = components['schemas']['Enforcement'];
export type Environment = components['schemas']['Environment'];
export type EnvironmentAccepted = components['schemas']['EnvironmentAccepted'];
export type EnvironmentActivity = components['schemas']['EnvironmentActivity'];
export type EnvironmentConnection = components['schemas']['EnvironmentConnection'];
export type EnvironmentLog = components['schemas']['EnvironmentLog'];
export type EnvironmentPage = components['schemas']['EnvironmentPage'];
export type EnvironmentRates = components['schemas']['EnvironmentRates'];
export type EnvironmentRequest = components['schemas']['EnvironmentRequest'];
export type EnvironmentStops = components['schemas']['EnvironmentStops'];
export type ExchangeRequest = components['schemas']['ExchangeRequest'];
export type Exchanged = components['schemas']['Exchanged'];
export type Explained = components['schemas']['Explained'];
export type ExportedJob = components['schemas']['ExportedJob'];
export type ExtendRequest = components['schemas']['ExtendRequest'];
export type Fix = components['schemas']['Fix'];
export type FixDone = components['schemas']['FixDone'];
export type FixKind = components['schemas']['FixKind'];
export type FixRequest = components['schemas']['FixRequest'];
export type FleetHistory = components['schemas']['FleetHistory'];
export type Handoff = components['schemas']['Handoff'];
export type HandoffExchange = components['schemas']['HandoffExchange'];
export type HandoffRequest = components['schemas']['HandoffRequest'];
export type Health = components['schemas']['Health'];
export type HealthState = components['schemas']['HealthState'];
export type Heartbeat = components['schemas']['Heartbeat'];
export type HeartbeatTaken = components['schemas']['HeartbeatTaken'];
export type Held = components['schemas']['Held'];
export type HistoryOfOne = components['schemas']['HistoryOfOne'];
export type HoldRequest = components['schemas']['HoldRequest'];
export type Instance = components['schemas']['Instance'];
export type Invitation = components['schemas']['Invitation'];
export type InvitationAccept = components['schemas']['InvitationAccept'];
export type InvitationCreated = components['schemas']['InvitationCreated'];
export type InvitationList = components['schemas']['InvitationList'];
export type InvitationRequest = components['schemas']['InvitationRequest'];
export type Job = components['schemas']['Job'];
export type JobChange = components['schemas']['JobChange'];
export type JobCounts = components['schemas']['JobCounts'];
export type JobExplanation = components['schemas']['JobExplanation'];
export type JobLink = components['schemas']['JobLink'];
export type JobNeeds = components['schemas']['JobNeeds'];
export type JobPage = components['schemas']['JobPage'];
export type JobState = components['schemas']['JobState'];
export type JobSubmission = components['schemas']['JobSubmission'];
export type JobWait = components['schemas']['JobWait'];
export type JoinLine = components['schemas']['JoinLine'];
export type JoinRequest = components['schemas']['JoinRequest'];
export type JoinState = components['schemas']['JoinState'];
export type JoinStatus = components['schemas']['JoinStatus'];
export type JoinToken = components['schemas']['JoinToken'];
export type JoinTokenRequest = components['schemas']['JoinTokenRequest'];
export type Joined = components['schemas']['Joined'];
export type Launch = components['schemas']['Launch'];
export type LedgerLine = components['schemas']['LedgerLine'];
export type LimitReached = components['schemas']['LimitReached'];
export type LimitStanding = components['schemas']['LimitStanding'];
export type LimitedThing = components['schemas']['LimitedThing'];
export type ListedWorker = components['schemas']['ListedWorker'];
export type Listing = components['schemas']['Listing'];
export type ListingDetail = components['schemas']['ListingDetail'];
export type ListingPage = components['schemas']['ListingPage'];
export type ListingReason = components['schemas']['ListingReason'];
export type LogChunk = components['schemas']['LogChunk'];
export type LogGap = components['schemas']['LogGap'];
export type LogMatch = components['schemas']['LogMatch'];
export type LogMatches = components['schemas']['LogMatches'];
export type LogPage = components['schemas']['LogPage'];
export type Login = components['schemas']['Login'];
export type Me = components['schemas']['Me'];
export type Member = components['schemas']['Member'];
export type MemberChange = components['schemas']['MemberChange'];
export type MemberList = components['schemas']['MemberList'];
export type MeterStanding = components['schemas']['MeterStanding'];
export type MintedTokens = components['schemas']['MintedTokens'];
export type MissedPolicy = components['schemas']['MissedPolicy'];
export type Need = components['schemas']['Need'];
export type Offer = components['schemas']['Offer'];
export type Operation = components['schemas']['Operation'];
export type OperationPage = components['schemas']['OperationPage'];
export type OperationStep = components['schemas']['OperationStep'];
export type OrderedWorker = components['schemas']['OrderedWorker'];
export type Org = components['schemas']['Org'];
export type Orgs = components['schemas']['Orgs'];
export type Overview = components['schemas']['Overview'];
export type Parameter = components['schemas']['Parameter'];
export type ParameterType = components['schemas']['ParameterType'];
export type PartHealth = components['schemas']['PartHealth'];
export type PauseRequest = components['schemas']['PauseRequest'];
export type PauseWorkerRequest = components['schemas']['PauseWorkerRequest'];
export type PolarOffer = components['schemas']['PolarOffer'];
export type Policy = components['schemas']['Policy'];
export type PolicyList = components['schemas']['PolicyList'];
export type PolicyMismatch = components['schemas']['PolicyMismatch'];
export type PolicyRequest = components['schemas']['PolicyRequest'];
export type PortalPage = components['schemas']['PortalPage'];
export type PortalRequest = components['schemas']['PortalRequest'];
export type Price = components['schemas']['Price'];
export type Problem = components['schemas']['Problem'];
export type ProblemKind = components['schemas']['ProblemKind'];
export type ProgramView = components['schemas']['ProgramView'];
export type Programs = components['schemas']['Programs'];
export type Provider = components['schemas']['Provider'];
export type ProviderChecked = components['schemas']['ProviderChecked'];
export type ProviderField = components['schemas']['ProviderField'];
export type ProviderList = components['schemas']['ProviderList'];
export type ProviderRequest = components['schemas']['ProviderRequest'];
export type Queue = components['schemas']['Queue'];
export type RedeemInvite = components['schemas']['RedeemInvite'];
export type RegionOffer = components['schemas']['RegionOffer'];
export type Registration = components['schemas']['Registration'];
export type RegistryLogin = components['schemas']['RegistryLogin'];
export type ReleaseJobsRequest = components['schemas']['ReleaseJobsRequest'];
export type ReleasedJobs = components['schemas']['ReleasedJobs'];
export type Reminder = components['schemas']['Reminder'];
export type Report = components['schemas']['Report'];
export type RerunRequest = components['schemas']['RerunRequest'];
export type Retention = components['schemas']['Retention'];
export type RetentionPreview = components['schemas']['RetentionPreview'];
export type RetentionRule = components['schemas']['RetentionRule'];
export type RotationRequest = components['schemas']['RotationRequest'];
export type Runtime = components['schemas']['Runtime'];
export type RuntimeService = components['schemas']['RuntimeService'];
export type RuntimeUpgrade = components['schemas']['RuntimeUpgrade'];
export type RuntimeUpgradeRequest = components['schemas']['RuntimeUpgradeRequest'];
export type RuntimeUpgradeStarted = components['schemas']['RuntimeUpgradeStarted'];
export type Schedule = components['schemas']['Schedule'];
export type SchedulePage = components['schemas']['SchedulePage'];
export type SchedulePauseRequest = components['schemas']['SchedulePauseRequest'];
export type ScheduleRequest = components['schemas']['ScheduleRequest'];
export type ScheduleRun = components['schemas']['ScheduleRun'];
export type ScheduleState = components['schemas']['ScheduleState'];
export type Secret = components['schemas']['Secret'];
export type SecretPage = components['schemas']['SecretPage'];
export type SecretRequest = components['schemas']['SecretRequest'];
export type Session = components['schemas']['Session'];
export type SessionAnswer = components['schemas']['SessionAnswer'];
export type SessionList = components['schemas']['SessionList'];
export type SettingsReread = components['schemas']['SettingsReread'];
export type SignIn = components['schemas']['SignIn'];
export type SignInWays = components['schemas']['SignInWays'];
export type SignUp = components['schemas']['SignUp'];
export type SignedIn = components['schemas']['SignedIn'];
export type SignedOut = components['schemas']['SignedOut'];
export type SkippedSlots = components['schemas']['SkippedSlots'];
export type Slots = components['schemas']['Slots'];
export type SocialRedirect = components['schemas']['SocialRedirect'];
export type SocialSignIn = components['schemas']['SocialSignIn'];
export type Spend = components['schemas']['Spend'];
export type StopAsked = components['schemas']['StopAsked'];
export type StopEverything = components['schemas']['StopEverything'];
export type StopWorkerRequest = components['schemas']['StopWorkerRequest'];
export type StreamEvent = components['schemas']['StreamEvent'];
export type SubscriptionPrice = components['schemas']['SubscriptionPrice'];
export type SupportBundle = components['schemas']['SupportBundle'];
export type SyncAccepted = components['schemas']['SyncAccepted'];
export type TaskPage = components['schemas']['TaskPage'];
export type Template = components['schemas']['Template'];
export type TemplatePage = components['schemas']['TemplatePage'];
export type TemplateRequest = components['schemas']['TemplateRequest'];
export type Terminal = components['schemas']['Terminal'];
export type TerminalEnd = components['schemas']['TerminalEnd'];
export type TerminalEvent = components['schemas']['TerminalEvent'];
export type TerminalInput = components['schemas']['TerminalInput'];
export type TerminalSeen = components['schemas']['TerminalSeen'];
export type TerminalSize = components['schemas']['TerminalSize'];
export type TierLimits = components['schemas']['TierLimits'];
export type TierList = components['schemas']['TierList'];
export type TierStatus = components['schemas']['TierStatus'];
export type TierUsage = components['schemas']['TierUsage'];
export type TierView = components['schemas']['TierView'];
export type Token = components['schemas']['Token'];
export type TokenAnswer = components['schemas']['TokenAnswer'];
export type TokenCreated = components['schemas']['TokenCreated'];
export type TokenList = components['schemas']['TokenList'];
export type TokenRequest = components['schemas']['TokenRequest'];
export type Tool = components['schemas']['Tool'];
export type ToolAnswer = components['schemas']['ToolAnswer'];
export type ToolCall = components['schemas']['ToolCall'];
export type ToolList = components['schemas']['ToolList'];
export type UpdateCounts = components['schemas']['UpdateCounts'];
export type UpdateReport = components['schemas']['UpdateReport'];
export type UpdateRequest = components['schemas']['UpdateRequest'];
export type UpdateStage = components['schemas']['UpdateStage'];
export type UpdatedWorker = components['schemas']['UpdatedWorker'];
export type Updates = components['schemas']['Updates'];
export type Upgrade = components['schemas']['Upgrade'];
export type UploadState = components['schemas']['UploadState'];
export type UsageBy = components['schemas']['UsageBy'];
export type UsageCost = components['schemas']['UsageCost'];
export type UsageLimit = components['schemas']['UsageLimit'];
export type UsageMeter = components['schemas']['UsageMeter'];
export type UsageNotice = components['schemas']['UsageNotice'];
export type UsageOverview = components['schemas']['UsageOverview'];
export type UsagePoint = components['schemas']['UsagePoint'];
export type UsageSeries = components['schemas']['UsageSeries'];
export type User = components['schemas']['User'];
export type Verdict = components['schemas']['Verdict'];
export type WaitCause = components['schemas']['WaitCause'];
export type WebhookTaken = components['schemas']['WebhookTaken'];
export type Worker = components['schemas']['Worker'];
export type WorkerChange = components['schemas']['WorkerChange'];
export type WorkerCounts = components['schemas']['WorkerCounts'];
export type WorkerGroup = components['schemas']['WorkerGroup'];
export type WorkerHistory = components['schemas']['WorkerHistory'];
export type WorkerLiveness = components['schemas']['WorkerLiveness'];
export type WorkerName = components['schemas']['WorkerName'];
export type WorkerOffer = components['schemas']['WorkerOffer'];
export type WorkerOrder = components['schemas']['WorkerOrder'];
export type WorkerOwner = components['schemas']['WorkerOwner'];
export type WorkerPause = components['schemas']['WorkerPause'];
export type WorkerSpan = components['schemas']['WorkerSpan'];
export type WorkerStops = components['schemas']['WorkerStops'];
export type WorkerTokens = components['schemas']['WorkerTokens'];
export type WorkerUpdate = components['schemas']['WorkerUpdate'];
export type WorkerVerdict = components['schemas']['WorkerVerdict'];
export type WorkerWithInstance = components['schemas']['WorkerWithInstance'];
export type Workers = components['schemas']['Workers'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
