/** Which calls wake up an execution where n8n itself does not see to it that one alone does. */
import type { IWebhookFunctions } from 'n8n-workflow';
import { isWokenByCalls, mayResume } from '../../../nodes/Koldan/jobs/soleResume';
import type { WaitState } from '../../../nodes/Koldan/jobs/state';
import { newSeed } from '../../../nodes/Koldan/webhooks/tokens';

/** n8n 1 has an older library. */
let isN8n1 = true;
jest.mock('n8n-workflow', () => {
	const library = jest.requireActual<object>('n8n-workflow');
	return new Proxy(
		{ __esModule: true, ...library },
		{
			has: (target, name) =>
				isN8n1 && name === 'calculateWorkflowChecksum' ? false : name in target,
		},
	);
});

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

const sleeping = (more: Partial<WaitState> = {}): WaitState => ({
	seed: newSeed(),
	parked: true,
	parks: 1,
	rechecks: 0,
	recheckAt: inSeconds(300),
	listed: true,
	items: [],
	...more,
});

/** An n8n whose nodes may read its settings, unless the mode is undefined. */
const n8n = (mode: string | undefined) =>
	({
		evaluateExpression: () => {
			if (mode === undefined) throw new Error('access to env vars denied');
			return mode;
		},
	}) as unknown as IWebhookFunctions;

test.each(['queue', 'regular', undefined])('in n8n 2, every call does (%s)', (mode) => {
	isN8n1 = false;
	expect(mayResume(n8n(mode), sleeping({ recheckAt: inSeconds(10) }))).toBe(true);
	expect(isWokenByCalls(n8n(mode))).toBe(true);
	isN8n1 = true;
});

describe('in n8n 1', () => {
	test.each([
		['regular', true],
		['queue', false],
		[undefined, false],
	])('a call does where one process does everything (%s: %s)', (mode, expected) => {
		expect(mayResume(n8n(mode), sleeping())).toBe(expected);
		expect(isWokenByCalls(n8n(mode))).toBe(expected);
	});

	test.each([
		['is about to ring', { recheckAt: inSeconds(60) }, false],
		['rings at the time limit', { deadline: inSeconds(20) }, false],
		['is late', { recheckAt: inSeconds(-60) }, false],
		['should have rung long ago', { recheckAt: inSeconds(-600) }, true],
	])('while n8n’s alarm %s, a call does: %#', (_, times, expected) => {
		expect(mayResume(n8n('regular'), sleeping(times))).toBe(expected);
	});
});
