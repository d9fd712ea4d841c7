/** Which of a node's runs a call is meant for. What n8n gives a webhook function is made up here, as far as it is read. */
import type { IWebhookFunctions } from 'n8n-workflow';
import { onNotification } from '../../../nodes/Koldan/jobs/resume';
import type { WaitState } from '../../../nodes/Koldan/jobs/state';
import { newSeed, tokenFor, PROOF_HEADER } from '../../../nodes/Koldan/webhooks/tokens';

const state = (jobId: string): WaitState => ({
	seed: newSeed(),
	parked: true,
	parks: 1,
	rechecks: 0,
	listed: true,
	items: [{ jobId, request: 'the same' }],
});

/** As n8n does, but for what an expression may not do there. */
const evaluate = (text: string, $node: object): unknown =>
	new Function('$node', `return ${text.replace(/^{{|}}$/g, '')}`)($node);

/** Calls the node's webhook. Gives the status of the answer, and whether the execution wakes up. */
async function call(runs: Record<string, WaitState>, token: string, body = '') {
	let status = 0;
	const response = {
		headersSent: false,
		status(code: number) {
			status = code;
			return { json: () => undefined };
		},
	};
	const context = {
		getNode: () => ({ name: 'Koldan', parameters: {} }),
		evaluateExpression: (text: string) =>
			evaluate(text, { Koldan: { context: { koldanRuns: runs } } }),
		getRequestObject: () => ({
			headers: { [PROOF_HEADER.toLowerCase()]: token },
			rawBody: Buffer.from(body),
		}),
		getResponseObject: () => response,
		getCredentials: async () => ({ webhookSecret: '' }),
		logger: { warn: () => undefined },
	} as unknown as IWebhookFunctions;
	const { workflowData } = await onNotification(context);
	return { status, wakes: workflowData !== undefined };
}

test('a stale run does not stand in the way of the one that the token proves', async () => {
	const [stale, real] = [state('job 1'), state('job 2')];
	const runs = { 0: stale, 1: real };
	expect(await call(runs, tokenFor(real.seed, 0))).toEqual({ status: 200, wakes: true });
});

test.each([
	['no token', ''],
	['a token of another seed', tokenFor(newSeed(), 0)],
	['a token for another key', `1.${tokenFor(newSeed(), 1)}`],
])('%s wakes nothing up', async (_name, token) => {
	const runs = { 0: state('job 1'), 1: state('job 2') };
	expect(await call(runs, token, 'job 1, job 2')).toEqual({ status: 401, wakes: false });
});

test('a run that is not parked is none', async () => {
	const real = { ...state('job 1'), parked: false };
	expect(await call({ 0: real }, tokenFor(real.seed, 0))).toEqual({ status: 401, wakes: false });
});
