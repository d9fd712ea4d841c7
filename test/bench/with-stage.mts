import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { Stage } from '../suites/waiting/stage.mts';
import type { AnyN8n } from '../suites/waiting/stage.mts';

/** Starts an n8n that serves https, works with it, and stops it. What the local Koldans did wrong is printed. */
export async function withStage<N extends AnyN8n & { stop(): Promise<void> }>(
	start: (tls: { cert: string; key: string; ca: string }) => Promise<N>,
	work: (stage: Stage, n8n: N) => Promise<void>,
): Promise<void> {
	const authority = makeCertificateAuthority();
	const n8n = await start({ ...authority.issue(), ca: authority.ca });
	try {
		await n8n.setupOwner();
		const stage = new Stage(n8n, authority);
		try {
			await work(stage, n8n);
		} finally {
			for (const violation of await stage.close()) console.error(violation);
		}
	} finally {
		await n8n.stop();
	}
}
