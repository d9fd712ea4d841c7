import { ensureN8n } from './install.mts';
import { offerSharedN8n } from './shared-n8n.mts';

/** Where global-teardown.mts, which Jest loads apart from this file, finds what it has to do. */
export interface TornDown {
	stopSharedN8n?: () => Promise<void>;
}

/**
 * Jest calls this once before the tests that need a real n8n, so that no test's time limit has to allow for fetching it, and
 * so that test files can share a running one.
 */
export default async function globalSetup(): Promise<void> {
	await ensureN8n();
	(globalThis as TornDown).stopSharedN8n = await offerSharedN8n();
}
