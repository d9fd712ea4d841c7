import type { TornDown } from './global-setup.mts';

/** Jest calls this once after the tests that need a real n8n. */
export default async function globalTeardown(): Promise<void> {
	await (globalThis as TornDown).stopSharedN8n?.();
}
