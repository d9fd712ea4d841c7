/**
 * Bad input is refused before any request, each with a sentence of its own that says what to do. Much of it comes from
 * expressions: what is typed in, n8n's editor checks itself.
 */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { byId, useKoldan } from './support/koldan.mts';
import { CALLS, MODEL, OPERATIONS, seed, UNKNOWN_ID } from './support/operations.mts';
import { recording } from './support/recordings.mts';

const koldan = useKoldan({ autoFinish: false });

type Refusal = [what: string, parameters: INodeParameters, message: string, advice: RegExp];

/** A group of settings among the options. */
const group =
	(name: string) =>
	(settings: INodeParameters): INodeParameters => ({ options: { [name]: { settings } } });

const [webhook, summary, sort] = ['webhook', 'summary', 'sort'].map(group);

async function expectRefusal(
	operation: string,
	parameters: INodeParameters,
	[message, advice]: [string, RegExp],
	items?: INodeExecutionData[],
	credential = {},
) {
	const { error, run } = await koldan.run(operation, parameters, { items, credential });
	expect(error).toMatchObject({ name: 'NodeOperationError', message });
	expect(error?.description).toMatch(advice);
	expect(koldan.server.requests).toEqual([]);
	expect(run.status).toBe('error');
}

const ON_JOBS = OPERATIONS.filter((name) => !['upload', 'create', 'getAll'].includes(name));

describe.each(ON_JOBS)('%s', (operation) => {
	const { parameters } = CALLS[operation];

	test.each([
		['nothing chosen', ''],
		['spaces', '   '],
	])('%s', async (_what, id) => {
		await expectRefusal(
			operation,
			parameters('={{ $json.id }}'),
			['No transcription is chosen', /^Choose one from the list, or enter its ID\.$/],
			[{ json: { id } }],
		);
	});

	test.each([
		'1',
		'me',
		'../files',
		'..%2f..%2fquotas',
		`${UNKNOWN_ID}/result`,
		`${UNKNOWN_ID}?purge=true`,
		`${UNKNOWN_ID}#`,
		`${UNKNOWN_ID}\n`.repeat(2),
		`{${UNKNOWN_ID}}`,
		UNKNOWN_ID.replaceAll('-', ''),
		'00000000-0000-4000-8000-00000000000g',
		'٠٠٠٠٠٠٠٠-0000-4000-8000-000000000000',
	])('an id that is none: %j', async (id) => {
		await expectRefusal(
			operation,
			parameters('={{ $json.id }}'),
			[
				'The transcription ID is not valid',
				/^An ID looks like d1e2f3a4-.*It comes out of the operations Upload.* and Get Many as "id"\.$/,
			],
			[{ json: { id } }],
		);
	});
});

describe('create', () => {
	const create = (more: INodeParameters): INodeParameters => ({
		fileId: UNKNOWN_ID,
		model: MODEL,
		waitForCompletion: 'none',
		...more,
	});

	test.each<Refusal>([
		[
			'no file',
			{ fileId: '={{ "" }}' },
			'No file is chosen',
			/^Choose a file from the list, or enter its ID/,
		],
		[
			'a wrong file id',
			{ fileId: 'call.wav' },
			'The file ID is not valid',
			/comes out of .*"fileId"/,
		],
		[
			'an object',
			{ fileId: '={{ {"id": 1} }}' },
			"'File' is not a text",
			/^The expression gives a list/,
		],
		['no model', { model: byId(' ') }, 'No model is chosen', /^Choose a model from the list, or/],
		[
			'a language by its name',
			{ options: { defaultLanguageCode: 'Hebrew please' } },
			'"Hebrew please" is not a language code',
			/^Use a code such as he, en/,
		],
		[
			'a switch that is neither',
			{ options: { punctuation: '={{ "maybe" }}' } },
			"'Punctuation' is neither on nor off",
			/must give true or false/,
		],
		...['={{ -1 }}', '={{ 2.5 }}', '={{ "two" }}', '={{ true }}', '={{ 1e20 }}'].map(
			(maxSpeakers): Refusal => [
				`speakers: ${maxSpeakers}`,
				{ diarization: 'SPEAKER', maxSpeakers },
				'Maximum Speakers is not a whole number',
				/^Enter how many people speak at most/,
			],
		),
		[
			'an unknown mode',
			{ diarization: '={{ "BOTH" }}' },
			'The way to tell speakers apart is not valid',
			/^Use none, SPEAKER .* or CHANNEL/,
		],
		...['={{ -1 }}', '={{ 0.5 }}', '={{ "" }}', '={{ null }}'].map(
			(channel): Refusal => [
				`channel ${channel}`,
				{ diarization: 'CHANNEL', channelMapping: { channels: [{ channel, label: 'A' }] } },
				'A channel number is not valid',
				/the first channel is 0/,
			],
		),
		[
			'a channel without a label',
			{
				diarization: 'CHANNEL',
				channelMapping: { channels: [{ channel: 3, label: ' ' }] },
			},
			'Channel 3 has no label',
			/^Enter who speaks on it/,
		],
		[
			'a channel twice',
			{
				diarization: 'CHANNEL',
				channelMapping: {
					channels: [
						{ channel: 1, label: 'A' },
						{ channel: 1, label: 'B' },
					],
				},
			},
			'Channel 1 is listed twice',
			/^Give each channel one label/,
		],
		[
			'a webhook over http',
			webhook({ url: 'http://example.com/hook' }),
			'The webhook URL must start with https://',
			/^Koldan only calls secure addresses/,
		],
		[
			'a webhook that is no address',
			webhook({ url: 'https://' }),
			'The webhook URL must start with https://',
			/whole https address/,
		],
		[
			'a webhook with a password',
			webhook({ url: 'https://me:secret@example.com/' }),
			'The webhook URL holds a user name',
			/^Remove what stands before the @/,
		],
		[
			'a secret without a URL',
			webhook({ secret: 'a secret' }),
			'The webhook has no URL',
			/^Add the URL/,
		],
		[
			'headers without a URL',
			webhook({ headers: { pairs: [{ name: 'X-A', value: 'b' }] } }),
			'The webhook has no URL',
			/^Add the URL/,
		],
		...[
			['X-A: b', 'c'],
			['X A', 'c'],
			['X-A', 'b\r\nX-Evil: 1'],
			['X-A', 'b\nc'],
			['X-A', 'שלום'],
			['X-A', '\0'],
			['שם', 'b'],
		].map(
			([name, value]): Refusal => [
				`the header ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
				webhook({ url: 'https://example.com', headers: { pairs: [{ name, value }] } }),
				'A webhook header is not valid',
				/^Names hold letters, digits and hyphens only; values hold no line breaks/,
			],
		),
	])('%s', async (_what, parameters, message, advice) => {
		await expectRefusal('create', create(parameters), [message, advice]);
	});
});

describe('upload', () => {
	const upload = (more: INodeParameters): INodeParameters => ({
		model: MODEL,
		waitForCompletion: 'none',
		...more,
	});
	const options = (more: INodeParameters) => upload({ options: more });

	test.each<Refusal>([
		['no model', { model: byId('={{ "" }}') }, 'No model is chosen', /^Choose a model/],
		[
			'a folder without slashes',
			{ options: { path: 'interviews' } },
			'The folder is not valid',
			/starts and ends with a slash/,
		],
		[
			'a folder without the last slash',
			{ options: { path: '/a' } },
			'The folder is not valid',
			/starts and ends/,
		],
		[
			'a folder outside',
			{ options: { path: '/a/../../b/' } },
			'The folder is not valid',
			/starts and ends/,
		],
		[
			'a folder with a line break',
			{ options: { path: '/a\nb/' } },
			'The folder is not valid',
			/starts and ends/,
		],
		...['{', '[1]', '"text"', '1', 'null', '{"a":}', "{'a': 1}"].map(
			(metadataJson): Refusal => [
				`metadata ${metadataJson}`,
				{ options: { metadataJson } },
				"'Metadata (JSON)' is not valid JSON",
				/^Enter a JSON object, for example/,
			],
		),
		[
			'tags that are objects',
			{ options: { tags: '={{ [{ "a": 1 }] }}' } },
			'A tag is not a text',
			/gives a list or an object/,
		],
		[
			'a name that is an object',
			{ options: { name: '={{ ({ a: 1 }) }}' } },
			"'Name in Koldan' is not a text",
			/Choose the one value/,
		],
		[
			'a summary without a template',
			summary({ additionalOptions: '{"language":"he"}' }),
			'The summary has no prompt template',
			/^Enter the 'Prompt Template ID', or remove/,
		],
		[
			'summary options that are no JSON',
			summary({ promptTemplateId: 'a', additionalOptions: 'short, please' }),
			"'More Settings (JSON)' is not valid JSON",
			/^Enter a JSON object/,
		],
		[
			'no URL',
			{ source: 'uri', uri: ' ' },
			'No recording is given',
			/^Enter the URL of the recording/,
		],
		...[
			'ftp://a/b.wav',
			'file:///etc/passwd',
			'example.com/a.wav',
			'https://',
			's3:///a',
			'javascript:alert(1)',
			'https:/a/b',
		].map(
			(uri): Refusal => [
				uri,
				{ source: 'uri', uri },
				'The URL of the recording is not valid',
				/starts with http:\/\/, https:\/\/ or s3:\/\/\.$/,
			],
		),
		[
			'another field',
			{ binaryPropertyName: 'file' },
			'The input has no file in the field "file"',
			/^It has files in: data\. Enter one of them as 'Input Binary Field'\.$/,
		],
		[
			'a prototype',
			{ binaryPropertyName: '__proto__' },
			'The input has no file in the field "__proto__"',
			/^It has files in/,
		],
		['no field', { binaryPropertyName: ' ' }, 'No binary field is given', /^It has files in/],
	])('%s', async (_what, parameters, message, advice) => {
		await expectRefusal('upload', upload(parameters), [message, advice], [await recording()]);
	});

	test('an item without any file', async () => {
		await expectRefusal('upload', upload({}), [
			'The input has no file in the field "data"',
			/^Add a node before this one that brings the recording/,
		]);
	});

	test.each(['file', 'memory'] as const)('an empty file kept in a %s', async (kept) => {
		const items = [await recording({ content: Buffer.alloc(0), kept })];
		await expectRefusal(
			'upload',
			options({}),
			['The recording is an empty file', /^Check the node that brings the file/],
			items,
		);
	});

	test('a file that n8n has lost', async () => {
		const item = await recording();
		Object.assign(item.binary?.data ?? {}, { id: 'filesystem-v2:executions/0/binary_data/none' });
		await expectRefusal(
			'upload',
			upload({}),
			['The recording is no longer where n8n kept it', /^Run the node that brings the file again/],
			[item],
		);
	});

	test('the last item’s mistake costs nothing: the first items are not sent either', async () => {
		const items = [
			await recording({ json: { path: '/a/' } }),
			await recording({ json: { path: 'b' } }),
		];
		const { error } = await koldan.run('upload', options({ path: '={{ $json.path }}' }), { items });
		expect(error).toMatchObject({ message: 'The folder is not valid', context: { itemIndex: 1 } });
		expect(koldan.server.requests).toEqual([]);
	});
});

describe('the output', () => {
	const TAKEN = [
		'id',
		'status',
		'fileId',
		'fileName',
		'model',
		'creationDate',
		'completionDate',
		'isDeleted',
		'isPurged',
		'errorCode',
		'errorMessage',
		'duration',
		'languages',
		'speakers',
		'summary',
		'timedOut',
		'transcriptMissing',
	];

	test.each(['get', 'getResult', 'upload', 'create', 'wait'])(
		'%s: a field with the name of one that the item has',
		async (operation) => {
			for (const outputField of TAKEN) {
				await expectRefusal(
					operation,
					{ ...CALLS[operation].parameters(UNKNOWN_ID), outputFormat: 'text', outputField },
					[
						`The item has a field "${outputField}" already`,
						/^Enter another name as Output Field, for example transcript\.$/,
					],
					operation === 'upload' ? [await recording()] : undefined,
				);
			}
		},
	);

	test('a file may have any name', async () => {
		const id = seed(koldan.server);
		const { error, outputs } = await koldan.run('get', {
			...CALLS.get.parameters(id),
			outputFormat: 'text',
			putOutputIn: 'file',
			outputBinaryField: 'status',
		});
		expect(error).toBeUndefined();
		expect(outputs[0][0].binary).toHaveProperty('status');
	});

	test('the mistake of the last item costs nothing: nothing is sent for the first ones', async () => {
		const ids = [seed(koldan.server), seed(koldan.server), 'none'];
		await expectRefusal(
			'delete',
			CALLS.delete.parameters('={{ $json.id }}'),
			['The transcription ID is not valid', /^An ID looks like/],
			ids.map((id) => ({ json: { id } })),
		);
	});
});

test('n8n itself checks no ID: its check can run out of time on a busy n8n', () => {
	const { properties } = new Koldan().description;
	expect(JSON.stringify(properties)).not.toContain('"regex"');
});

describe('updateWebhook', () => {
	test.each(['', 'http://example.com', 'https://', 'example.com'])('the URL %j', async (url) => {
		await expectRefusal(
			'updateWebhook',
			{ transcriptionId: byId(UNKNOWN_ID), url: '={{ $json.url }}' },
			['The webhook URL must start with https://', /^Koldan only calls secure addresses/],
			[{ json: { url } }],
		);
	});
});

describe('getAll', () => {
	const DATES = ['createdAfter', 'createdBefore', 'completedAfter', 'completedBefore'];
	test.each<Refusal>([
		...DATES.flatMap((name) =>
			['yesterday', '2026-13-01', '31.12.2026', '0001-01-01', '={{ {} }}', '={{ true }}'].map(
				(value): Refusal => [
					`${name}: ${value}`,
					{ filters: { [name]: value } },
					`'${name.replace(/([A-Z])/, ' $1').replace(/^c/, 'C')}' is not a date`,
					/^Enter a date such as 2026-04-01 or 2026-04-01T10:00:00, or use an expression/,
				],
			),
		),
		[
			'dates in the wrong order',
			{ filters: { createdAfter: '2026-02-01', createdBefore: '2026-01-01' } },
			'Created After is later than Created Before',
			/^No transcription can match/,
		],
		[
			'an unknown status',
			{ filters: { status: '={{ ["COMPLETED", "DONE"] }}' } },
			'"DONE" is not a status',
			/^Use one of: CANCELLED, COMPLETED, FAILED, IN_PROGRESS, PENDING\.$/,
		],
		[
			'a wrong file id',
			{ filters: { fileId: 'x' } },
			'The file ID is not valid',
			/^A file ID looks/,
		],
		...['={{ 0 }}', '={{ -5 }}', '={{ 1.5 }}', '={{ "many" }}', '={{ null }}'].map(
			(limit): Refusal => [
				`limit ${limit}`,
				{ limit },
				'The limit is not a whole number above zero',
				/^Enter how many to return, or turn on Return All/,
			],
		),
		[
			'another sort field',
			sort({ field: '={{ "name" }}' }),
			`"name" is no choice for 'Field'`,
			/^Use one of: creationDate, completionDate, status\.$/,
		],
		[
			'another direction',
			sort({ direction: '={{ "up" }}' }),
			`"up" is no choice for 'Direction'`,
			/^Use one of: desc, asc\.$/,
		],
		[
			'a switch for deleted ones',
			{ filters: { isDeleted: '={{ true }}' } },
			`"true" is no choice for 'Deleted'`,
			/^Use one of: exclude, only\.$/,
		],
	])('%s', async (_what, parameters, message, advice) => {
		await expectRefusal('getAll', parameters, [message, advice]);
	});
});

describe('waiting', () => {
	const wait = (settings: INodeParameters): INodeParameters => ({
		transcriptionId: byId(UNKNOWN_ID),
		waitForCompletion: 'polling',
		options: { waiting: { settings } },
	});

	test.each<Refusal>([
		...['={{ 0 }}', '={{ -1 }}', '={{ "long" }}'].map(
			(amount): Refusal => [
				`an amount of ${amount}`,
				{ limitType: 'duration', amount },
				'The wait amount is not a number above zero',
				/^Enter how long to wait at most/,
			],
		),
		['no date', { limitType: 'date' }, 'Wait Until is empty', /^Enter the date and time/],
		[
			'a past date',
			{ limitType: 'date', until: '2020-01-01' },
			'Wait Until is in the past',
			/in the future\.$/,
		],
		[
			'no date at all',
			{ limitType: 'date', until: 'soon' },
			"'Wait Until' is not a date",
			/^Enter a date such as/,
		],
	])('%s', async (_what, waiting, message, advice) => {
		await expectRefusal('wait', wait(waiting), [message, advice]);
	});

	test('by webhook where this n8n has no https address', async () => {
		const parameters = { transcriptionId: byId(UNKNOWN_ID), waitForCompletion: 'webhook' };
		await expectRefusal('wait', parameters, [
			'Waiting by webhook is not possible: the webhook address of this n8n is not https, and Koldan only calls https addresses',
			/^Set the environment variable WEBHOOK_URL .*Or set 'Wait for Completion' to "By Polling"\.$/,
		]);
	});

	test('by webhook while the job has one of the user’s own', async () => {
		const parameters = {
			fileId: UNKNOWN_ID,
			model: MODEL,
			waitForCompletion: 'webhook',
			...webhook({ url: 'https://example.com/hook' }),
		};
		await expectRefusal('create', parameters, [
			'A transcription can have only one webhook',
			/^Set 'Wait for Completion' to "By Polling" or "Don’t Wait", or remove/,
		]);
	});
});

describe('the node and its credential', () => {
	test('an operation that does not exist', async () => {
		await expectRefusal('translate', {}, [
			'The operation "translate" does not exist',
			/^Open the node and choose an operation/,
		]);
	});

	test.each([
		[
			'no address',
			{ baseUrl: '' },
			'The Base URL in the credential is not a web address',
			/^Open the credential/,
		],
		[
			'a word',
			{ baseUrl: 'koldan' },
			'The Base URL in the credential is not a web address',
			/https:\/\//,
		],
		[
			'another protocol',
			{ baseUrl: 'ftp://koldan' },
			'The Base URL in the credential is not a web address',
			/https:\/\//,
		],
		[
			'spaces',
			{ baseUrl: 'https://koldan example.com' },
			'The Base URL in the credential is not a web address',
			/https:\/\//,
		],
		[
			'a query',
			{ baseUrl: 'https://koldan/?a=1' },
			'The Base URL in the credential holds more than an address',
			/^Open the cred/,
		],
		[
			'a fragment',
			{ baseUrl: 'https://koldan/#/' },
			'The Base URL in the credential holds more than an address',
			/\? or #/,
		],
		[
			'a password',
			{ baseUrl: 'https://me:secret@koldan' },
			'The Base URL in the credential holds more than an address',
			/@/,
		],
		[
			'no key',
			{ apiKey: ' ' },
			'The credential has no API key',
			/^Open the credential and paste the API key\.$/,
		],
		[
			'a key with an ellipsis',
			{ apiKey: 'kk-123…' },
			'The API key in the credential holds characters that no API key has',
			/^Copy the API key again/,
		],
		[
			'a key with a line break',
			{ apiKey: 'kk-1\r\nX-Evil: 1' },
			'The API key in the credential holds characters that no API key has',
			/^Copy/,
		],
		[
			'no token',
			{ authentication: 'jwt' },
			'The credential has no access token',
			/paste the access token/,
		],
		[
			'a wrong token',
			{ authentication: 'jwt', jwt: 'שלום' },
			'The access token in the credential holds characters that no access token has',
			/^Copy/,
		],
		[
			'a wrong tenant',
			{ tenantId: 'acme' },
			'The Tenant ID in the credential is not valid',
			/^A Tenant ID looks like/,
		],
	])('%s', async (_what, credential, message, advice) => {
		await expectRefusal('getAll', {}, [message, advice], undefined, credential);
	});
});

test('with Continue On Fail, a refused item is an item with the sentence, and the others go on', async () => {
	const id = seed(koldan.server);
	const { json, error } = await koldan.run('get', CALLS.get.parameters('={{ $json.id }}'), {
		items: [{ json: { id: '../x' } }, { json: { id } }],
		node: { onError: 'continueRegularOutput' },
	});
	expect(error).toBeUndefined();
	expect(json).toEqual([
		{
			error: 'The transcription ID is not valid',
			message: expect.stringMatching(/^An ID looks like/),
		},
		expect.objectContaining({ id }),
	]);
	expect(koldan.server.requests).toHaveLength(1);
});
