/**
 * Ten thousand hostile inputs, and two thousand hostile answers: nothing crashes with an error that is not n8n's, nothing
 * leaks, and nothing reaches the API that the contract does not allow.
 *
 * The node runs in the engine's own execution context, with real expressions; only the requests end at the contract
 * instead of a server. A sample goes the whole way over HTTP.
 */
import fc from 'fast-check';
import { ExecuteContext, LoadOptionsContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { findOperation } from '../../nodes/Koldan/actions/registry';
import { additionalData } from './support/additional-data.mts';
import { ContractChecker } from './support/contract-checker.mts';
import { placesOf, put, validParameters, type Place } from './support/hostile-parameters.mts';
import { hostile } from './support/hostile-values.mts';
import { useKoldan } from './support/koldan.mts';
import { listen } from './support/log.mts';
import { OPERATIONS } from './support/operations.mts';
import { recording } from './support/recordings.mts';
import { legible } from './support/secrets.mts';

// Nothing here depends on time: pauses take none.
jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/no-pauses.mts'));

const BASE_URL = 'https://koldan.example.com';
const SECRETS = {
	apiKey: `kk-${'5'.repeat(64)}`,
	jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2lnbmF0dXJl',
	webhookSecret: 'the secret of the credential',
};
const ID = '00000000-0000-4000-8000-000000000001';
const JOB = {
	id: ID,
	status: 'COMPLETED',
	isDeleted: false,
	isPurged: false,
	creationDate: '2026-04-01T10:00:00Z',
	completionDate: '2026-04-01T10:05:32Z',
	file: { id: ID, name: 'recording' },
	transcription: { model: 'general', language: {} },
	result: { text: 'hello', segments: [{ start: 0, end: 1, text: 'hello' }] },
	webhook: {
		url: 'https://n8n.example.com/hook?signature=abcdefgh',
		secret: 'a secret of a webhook',
	},
};

/** A good answer of each endpoint. */
const ANSWERS: Record<string, [status: number, body?: unknown]> = {
	listTranscriptions: [200, { jobs: [JOB], size: 1, total: 1 }],
	uploadAndTranscribe: [201, { file: JOB.file, job: JOB, summary: null }],
	createTranscription: [201, JOB],
	getTranscription: [200, JOB],
	getTranscriptionResult: [200, JOB.result],
	updateTranscriptionWebhook: [200, JOB],
	deleteTranscriptionWebhook: [204],
	cancelTranscription: [204],
	deleteTranscription: [204],
	purgeTranscription: [204],
};

/** What the node's HTTP helper gives for a request. */
type Answer = (operationId: string) => Pick<IN8nHttpFullResponse, 'statusCode' | 'body'>;

const good: Answer = (operationId) => {
	const [statusCode, body = ''] = ANSWERS[operationId];
	return { statusCode, body: body as IN8nHttpFullResponse['body'] };
};

const koldan = new Koldan();
const nodeTypes = {
	getByName: () => koldan,
	getByNameAndVersion: () => koldan,
	getKnownTypes: () => ({}),
};
const surroundings = { credentials: { baseUrl: BASE_URL, ...SECRETS } };

let checker: ContractChecker;
let file: INodeExecutionData;
let log: string[];
const places = new Map<string, Place[]>();
const workflows = new Map<string, Workflow>();
beforeAll(async () => {
	checker = await ContractChecker.load(BASE_URL);
	file = await recording({ kept: 'memory' });
	log = listen();
	for (const operation of OPERATIONS) {
		places.set(operation, placesOf(operation));
		const node: INode = {
			id: 'Koldan',
			name: 'Koldan',
			type: 'koldan',
			typeVersion: 1,
			position: [0, 0],
			parameters: validParameters(operation),
			credentials: { koldanApi: { id: '1', name: 'Koldan account' } },
		};
		workflows.set(
			operation,
			new Workflow({ id: 'workflow', nodes: [node], connections: {}, active: false, nodeTypes }),
		);
	}
});

interface Outcome {
	output?: INodeExecutionData[];
	error?: unknown;
	/** How many requests were sent, and to which endpoints. */
	requests: number;
	endpoints: Set<string | undefined>;
	violations: string[];
}

/** Runs the node in the engine's context; its requests are checked and answered here. */
async function execute(
	operation: string,
	parameters: INodeParameters,
	json: INodeExecutionData['json'],
	answer: Answer,
): Promise<Outcome> {
	const workflow = workflows.get(operation) as Workflow;
	const node = { ...workflow.nodes.Koldan, parameters };
	const items = [{ ...file, json }];
	const input = { main: [items] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData(surroundings),
		'trigger',
		createRunExecutionData({}),
		0,
		items,
		input,
		{ node, data: input, source: null },
		[],
	);
	const outcome: Outcome = { requests: 0, endpoints: new Set(), violations: [] };
	Object.assign(context.helpers, {
		httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
			const { operationId, violations } = checker.check(options);
			outcome.requests += 1;
			outcome.endpoints.add(operationId);
			outcome.violations.push(...violations);
			return { headers: {}, ...answer(operationId ?? 'getTranscription') };
		},
	});
	try {
		[outcome.output] = await koldan.execute.call(context);
	} catch (error) {
		outcome.error = error;
	}
	return outcome;
}

/** Errors of JavaScript itself: a value was used without having been looked at. */
const BLUNDERS = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'URIError'];

function expectGoodManners({ output, error, violations }: Outcome): void {
	expect(violations).toEqual([]);
	if (error !== undefined) {
		const { name, message, cause } = error as Error & { cause?: Error };
		expect(['NodeApiError', 'NodeOperationError']).toContain(name);
		expect(message.trim()).not.toBe('');
		if (BLUNDERS.includes(String(cause?.name))) throw cause;
	} else {
		for (const item of output ?? []) expect(item.pairedItem).toEqual({ item: 0 });
	}
	const shown = legible(error) + JSON.stringify(output);
	for (const secret of [...Object.values(SECRETS), JOB.webhook.secret, 'abcdefgh'])
		expect(shown.includes(secret)).toBe(false);
	expect(Object.prototype).not.toHaveProperty('polluted');
}

/** The endpoints that an operation says it uses: the documentation and its scopes come from there. */
function declared(name: string): string[] {
	const { endpoint, alsoUses = [] } = findOperation('transcription', name);
	return [endpoint, ...alsoUses.flatMap(({ endpoints }) => endpoints)];
}

/** A few places of an operation's parameters, and what is there. */
const inputs = fc.constantFrom(...OPERATIONS).chain((operation) =>
	fc.record({
		operation: fc.constant(operation),
		put: fc.array(fc.record({ place: fc.nat(), value: hostile, literal: fc.boolean() }), {
			minLength: 1,
			maxLength: 4,
		}),
	}),
);

test('10,000 hostile inputs', async () => {
	const accepted = new Map(OPERATIONS.map((operation) => [operation, 0]));
	const refused = new Map(accepted);
	const tried = new Set<string>();
	await fc.assert(
		fc.asyncProperty(inputs, async ({ operation, put: values }) => {
			const parameters = validParameters(operation);
			const all = places.get(operation) ?? [];
			const json: INodeExecutionData['json'] = {};
			values.forEach(({ place, value, literal }, index) => {
				const at = all[place % all.length];
				tried.add(`${operation}.${at.join('.')}`);
				json[`value${index}`] = value as never;
				// Text that begins with an equals sign would be an expression of its own.
				const typed = literal && !(typeof value === 'string' && value.startsWith('='));
				put(parameters, at, typed ? value : `={{ $json.value${index} }}`);
			});
			const outcome = await execute(operation, parameters, json, good);
			expectGoodManners(outcome);
			for (const endpoint of outcome.endpoints) expect(declared(operation)).toContain(endpoint);
			const counts = outcome.requests > 0 ? accepted : refused;
			counts.set(operation, Number(counts.get(operation)) + 1);
		}),
		{ numRuns: 10_000 },
	);
	// The test would prove nothing if all input were refused, or none.
	for (const operation of OPERATIONS) {
		expect([operation, Number(accepted.get(operation))]).toEqual([operation, expect.any(Number)]);
		expect(Number(accepted.get(operation))).toBeGreaterThan(50);
		if (operation !== 'getAll') expect(Number(refused.get(operation))).toBeGreaterThan(50);
	}
	const everywhere = OPERATIONS.flatMap((operation) =>
		(places.get(operation) ?? []).map((place) => `${operation}.${place.join('.')}`),
	);
	expect(everywhere.filter((place) => !tried.has(place))).toEqual([]);
	for (const secret of Object.values(SECRETS)) expect(log.join('\n')).not.toContain(secret);
}, 600_000);

/** A job of which some fields are not what they should be. */
const strangeJob = fc
	.dictionary(fc.constantFrom(...Object.keys(JOB), 'errors', 'errorCode', 'diarization'), hostile, {
		maxKeys: 3,
		noNullPrototype: true,
	})
	.map((fields) => ({ ...JOB, ...fields }));

const strangeResult = fc
	.dictionary(
		fc.constantFrom('text', 'segments', 'duration', 'confidence', 'detectedLanguages'),
		hostile,
		{ maxKeys: 3, noNullPrototype: true },
	)
	.map((fields) => ({ ...JOB.result, ...fields }));

const strangeBody = fc.oneof(
	{ weight: 4, arbitrary: strangeJob },
	{ weight: 2, arbitrary: strangeResult.map((result) => ({ ...JOB, result })) },
	{
		weight: 2,
		arbitrary: fc.array(strangeJob, { maxLength: 3 }).map((jobs) => ({ jobs, total: jobs.length })),
	},
	{ weight: 1, arbitrary: strangeJob.map((job) => ({ job, file: JOB.file, summary: null })) },
	{ weight: 1, arbitrary: strangeResult },
	{ weight: 3, arbitrary: hostile },
);

const status = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(200, 201, 204) },
	{
		weight: 2,
		arbitrary: fc.constantFrom(400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 502, 503),
	},
	{ weight: 1, arbitrary: fc.integer({ min: 100, max: 599 }) },
);

const FORMATS = ['json', 'simplified', 'srt', 'csv', 'markdown', 'segments'];

test('2,000 hostile answers', async () => {
	let outputs = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...OPERATIONS),
			fc.constantFrom(...FORMATS),
			fc.array(fc.record({ statusCode: status, body: strangeBody }), {
				minLength: 1,
				maxLength: 3,
			}),
			async (operation, outputFormat, answers) => {
				// A job of a status that nobody knows is waited for: not for long.
				const limit = { limitType: 'duration', amount: 0.001, unit: 'seconds' };
				const options = { waiting: { settings: limit } };
				const parameters = { ...validParameters(operation), outputFormat, options };
				let turn = 0;
				const outcome = await execute(operation, parameters, {}, () => {
					const answer = answers[Math.min(turn++, answers.length - 1)];
					return answer as ReturnType<Answer>;
				});
				expectGoodManners(outcome);
				outputs += outcome.output?.length ?? 0;
			},
		),
		{ numRuns: 2_000 },
	);
	expect(outputs).toBeGreaterThan(200);
}, 600_000);

const strangeModel = fc
	.dictionary(
		fc.constantFrom('id', 'displayName', 'status', 'capabilities', 'type', 'deprecated'),
		hostile,
		{ maxKeys: 4, noNullPrototype: true },
	)
	.map((fields) => ({ id: 'general', ...fields }));

test('1,000 hostile answers to the lists to choose from', async () => {
	const { searchModels, searchTranscriptions } = koldan.methods.listSearch;
	const body = fc.oneof(
		strangeBody,
		fc.array(strangeModel),
		fc.array(strangeModel).map((models) => ({ models })),
	);
	let found = 0;
	await fc.assert(
		fc.asyncProperty(body, hostile, async (answer, filter) => {
			const context = new LoadOptionsContext(
				workflows.get('get') as Workflow,
				(workflows.get('get') as Workflow).nodes.Koldan,
				additionalData(surroundings),
				'',
			);
			Object.assign(context.helpers, {
				httpRequestWithAuthentication: async () => ({ statusCode: 200, headers: {}, body: answer }),
			});
			for (const search of [searchModels, searchTranscriptions]) {
				const outcome: Outcome = { requests: 0, endpoints: new Set(), violations: [] };
				try {
					const { results } = await search.call(context, typeof filter === 'string' ? filter : '');
					for (const { name, value } of results) {
						expect(typeof name).toBe('string');
						expect(value).toEqual(expect.stringMatching(/./));
					}
					found += results.length;
				} catch (error) {
					outcome.error = error;
				}
				expectGoodManners(outcome);
			}
		}),
		{ numRuns: 500 },
	);
	expect(found).toBeGreaterThan(100);
}, 600_000);

/** n8n itself does not start a workflow whose parameters can't be right. */
function refusedByEngine(error: Error): undefined {
	expect(error.name).toBe('WorkflowHasIssuesError');
}

describe('the whole way over HTTP', () => {
	const server = useKoldan({ autoFinish: false });

	test('200 hostile inputs: the server understands all that is sent', async () => {
		// Each is refused by the node, or answered by the server; what the server calls bad input would be ours.
		await fc.assert(
			fc.asyncProperty(inputs, async ({ operation, put: values }) => {
				const parameters = validParameters(operation);
				const all = (places.get(operation) ?? []).filter(
					([first]) => first !== 'waitForCompletion',
				);
				const json: INodeExecutionData['json'] = {};
				values.forEach(({ place, value }, index) => {
					json[`value${index}`] = value as never;
					put(parameters, all[place % all.length], `={{ $json.value${index} }}`);
				});
				const items = [{ ...file, json }];
				const result = await server.run(operation, parameters, { items }).catch(refusedByEngine);
				if (result?.error) expect(result.error.name).toMatch(/^Node(Api|Operation)Error$/);
				for (const { status: answered, operationId } of server.server.requests) {
					expect(operationId).toBeDefined();
					expect([200, 201, 204, 403, 404, 409, 410]).toContain(answered);
				}
				server.server.requests.length = 0;
			}),
			{ numRuns: 200 },
		);
	}, 600_000);
});
