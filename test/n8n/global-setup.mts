import { ensureN8n } from './install.mts';

/** Jest calls this once before the tests that need a real n8n, so that no test's time limit has to allow for fetching it. */
export default async function globalSetup(): Promise<void> {
	await ensureN8n();
}
