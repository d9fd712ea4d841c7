/** A running n8n for the tests of one file. */
import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import type { CertificateAuthority } from '../fixtures/certificates.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance, StartN8nOptions } from '../n8n/instance.mts';
import { servicesMissing, startQueue } from '../n8n/queue.mts';
import type { N8nQueue, StartQueueOptions } from '../n8n/queue.mts';
import { connectToSharedN8n } from '../n8n/shared-n8n.mts';
import { Stage } from './waiting/stage.mts';
import type { AnyN8n } from './waiting/stage.mts';

/** Fetching n8n and starting it (milliseconds). */
const START_TIMEOUT = 1_800_000;

/** What is there while the tests of a file run. */
export interface InUse<N8n extends AnyN8n> {
	/** Its owner is signed in. */
	readonly n8n: N8n;
	/** Opens Koldan servers that call this n8n; each has kept the contract when the tests are over. */
	readonly stage: Stage;
	/** n8n trusts its certificates. */
	readonly authority: CertificateAuthority;
}

interface Started<N8n> {
	n8n: N8n;
	authority: CertificateAuthority;
	stop: () => Promise<void>;
}

/** Starts before the tests of the describe block (or file) that calls it, and stops after them. */
function use<N8n extends AnyN8n>(start: () => Promise<Started<N8n>>): InUse<N8n> {
	let started: Started<N8n>;
	let stage: Stage;
	beforeAll(async () => {
		started = await start();
		stage = new Stage(started.n8n, started.authority);
	}, START_TIMEOUT);
	afterAll(async () => {
		const violations = await stage?.close();
		await started?.stop();
		expect(violations).toEqual([]);
	});
	return {
		get n8n() {
			return started.n8n;
		},
		get stage() {
			return stage;
		},
		get authority() {
			return started.authority;
		},
	};
}

/**
 * The n8n that all test files share, over https. A test must not end it, change its settings, or count what others do in it
 * as well: for that there is {@link useOwnN8n}.
 */
export function useN8n(): InUse<N8nInstance> {
	return use(async () => ({ ...(await connectToSharedN8n()), stop: async () => {} }));
}

type OwnN8nOptions = Omit<StartN8nOptions, 'https'> & {
	https?: boolean;
	/** Where its certificates come from, and those of what stands in front of it. Default: one of its own. */
	authority?: CertificateAuthority;
};

/**
 * An n8n of one's own, over https unless `https` is false.
 *
 * @param given a function where the options are known only when it starts
 */
export function useOwnN8n(
	given: OwnN8nOptions | (() => Promise<OwnN8nOptions>) = {},
): InUse<N8nInstance> {
	return use(async () => {
		const {
			https = true,
			authority = makeCertificateAuthority(),
			...options
		} = typeof given === 'function' ? await given() : given;
		const n8n = await startN8n({
			...(https && { https: { ...authority.issue(), ca: authority.ca } }),
			...options,
		});
		await n8n.setupOwner();
		return { n8n, authority, stop: async () => await n8n.stop() };
	});
}

type QueueOptions = Omit<StartQueueOptions, 'https'>;

/**
 * An n8n of one's own in queue mode, over https.
 *
 * @param given a function where the options are known only when it starts
 */
export function useQueue(
	given: QueueOptions | (() => Promise<QueueOptions>) = {},
): InUse<N8nQueue> {
	return use(async () => {
		const options = typeof given === 'function' ? await given() : given;
		const missing = await servicesMissing();
		if (missing) throw new Error(missing);
		const authority = makeCertificateAuthority();
		const n8n = await startQueue({
			...options,
			https: { ...authority.issue(), ca: authority.ca },
		});
		await n8n.setupOwner();
		return { n8n, authority, stop: async () => await n8n.stop() };
	});
}
