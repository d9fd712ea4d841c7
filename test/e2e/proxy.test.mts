/** An n8n that reaches everything else, and its own public address, through a proxy. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { startProxy } from '../fixtures/proxy.mts';
import type { Proxy } from '../fixtures/proxy.mts';
import { DONE } from '../suites/triggers/watching.mts';
import {
	BOUND,
	largeRecording,
	MB,
	memoryOf,
	readNode,
	uploadNode,
	useInspectedN8n,
} from '../suites/large-recording.mts';
import { outcomes, runsOf } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';

let proxy: Proxy;
beforeAll(async () => {
	proxy = await startProxy();
});
afterAll(async () => await proxy.close());

const { running, port } = useInspectedN8n(() => ({
	HTTP_PROXY: proxy.url,
	HTTPS_PROXY: proxy.url,
	NO_PROXY: '',
}));

beforeEach(() => {
	proxy.proxied.length = 0;
});
afterEach(() => {
	proxy.refuses = () => false;
	proxy.wantsPassword = false;
});

const portOf = (url: string) => Number(new URL(url).port);

/** What went through the proxy to this address. */
const through = (url: string) => proxy.proxied.filter((each) => each.port === portOf(url));

const errorOf = async (scene: Scene, parameters = {}) => {
	const run = await scene.startWith(await scene.recordings(['interview']), {
		operation: 'upload',
		parameters,
	});
	const { error } = (await run.ended()).data.resultData;
	return { message: error?.message, description: (error as { description?: string }).description };
};

// First: once this n8n has reached its own address, it does not try again.
test('says what to set where the proxy does not let it call its own address', async () => {
	const scene = await running.stage.open();
	proxy.refuses = (destination) => destination.port === portOf(running.n8n.url);
	const { message, description } = await errorOf(scene, { waitForCompletion: 'webhook' });

	expect(message).toBe(
		'Waiting by webhook is not possible: something else than this n8n answers at its webhook address (status 403)',
	);
	expect(description).toContain('add localhost to NO_PROXY');
	expect(scene.koldan.requests).toEqual([]);
});

test.each([
	['http', 'request'],
	['https', 'tunnel'],
] as const)('uploads through it to an %s server, sleeps and wakes up', async (scheme, kind) => {
	const tls = scheme === 'https' ? running.authority.issue() : undefined;
	const scene = await running.stage.open({ autoFinish: false }, { server: { tls } });
	const items = await scene.recordings(['interview']);
	const run = await scene.startWith(items, {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	const [job] = scene.koldan.jobs.list();
	await scene.koldan.jobs.finish(job.id, DONE);
	const execution = await run.ended();

	expect(outcomes(execution)).toMatchObject([{ label: 'interview', text: 'hello there' }]);
	expect(runsOf(execution, 'After')).toBe(1);
	const content = await readFile(items[0].path ?? '');
	expect(scene.koldan.files.list()[0].sha256).toBe(
		createHash('sha256').update(content).digest('hex'),
	);
	// The upload, and at least one look at the job after it.
	expect(through(scene.koldan.url).length).toBeGreaterThanOrEqual(2);
	expect(through(scene.koldan.url).every((each) => each.kind === kind)).toBe(true);
	// The calls of the node to itself.
	expect(through(running.n8n.url).map((each) => each.kind)).toContain('tunnel');
});

test('streams a recording of 200 MB through it', async () => {
	const recording = readNode(await largeRecording(running.n8n));
	const memory = await memoryOf(running, recording, uploadNode(), port());

	console.log(`200 MB through a proxy: ${Math.round(memory / MB)} MB`);
	expect(memory).toBeLessThan(BOUND);
});

test('says that the proxy may be what refuses a request', async () => {
	const scene = await running.stage.open();
	proxy.refuses = (destination) => destination.port === portOf(scene.koldan.url);
	const { message, description } = await errorOf(scene, { waitForCompletion: 'polling' });

	expect(message).toBe('The credential is not allowed to upload the recording');
	expect(description).toContain('the proxy may have refused the request');
	expect(description).toContain('Not allowed here');
	expect(scene.koldan.requests).toEqual([]);
});

test.each(['http', 'https'])('says that the proxy wants a password (%s server)', async (scheme) => {
	const tls = scheme === 'https' ? running.authority.issue() : undefined;
	const scene = await running.stage.open({}, { server: { tls } });
	proxy.wantsPassword = true;
	const { message, description } = await errorOf(scene, { waitForCompletion: 'polling' });

	expect(message).toBe('The proxy between this n8n and Koldan wants a user name and a password');
	expect(description).toContain('HTTP_PROXY and HTTPS_PROXY');
	expect(scene.koldan.requests).toEqual([]);
});
