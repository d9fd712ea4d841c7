import { operations, readDocument } from './document.mts';
import type { Schema } from './document.mts';
import {
	endpoints,
	enumerated,
	enumerations,
	jsonParts,
	requestTypes,
	responseTypes,
} from './reference.mts';
import type { Row } from './reference.mts';

const contract = readDocument();
const { schemas } = contract.components;
const all = operations(contract).filter((operation) => !operation['x-koldan-partly-known']);
const byEndpoint = new Map(
	all.map((operation) => [`${operation.method} ${operation.path}`, operation]),
);

const refName = (schema: Schema) => schema.$ref?.replace('#/components/schemas/', '');

/** A schema in the reference's notation, e.g. `string (UUID)` or `SpeechServiceWordTiming[]`; `null` is left to `isNullable`. */
function notation(schema: Schema): string {
	const name = refName(schema);
	if (name) return name;
	const alternatives = schema.anyOf?.filter(({ type }) => type !== 'null');
	if (alternatives?.length === 1) return notation(alternatives[0]);
	if (schema.allOf) return notation(schema.allOf[0]);
	const type = [schema.type].flat().find((candidate) => candidate !== 'null');
	if (type === 'array') return `${notation(schema.items ?? {})}[]`;
	if (schema.contentMediaType === 'application/json') return `${type} (JSON)`;
	const known: Record<string, string> = {
		'string uuid': 'string (UUID)',
		'string date-time': 'string (ISO 8601)',
		'string binary': 'binary',
		'string uri': 'string',
		'number double': 'double',
		'integer int64': 'long',
	};
	const key = [type, schema.format].filter(Boolean).join(' ');
	return known[key] ?? key;
}

const isNullable = (schema: Schema) =>
	[schema.type].flat().includes('null') || !!schema.anyOf?.some(({ type }) => type === 'null');

/** What the words of a description promise, as the JSON Schema keywords that say the same. */
function promises({ description, fallback }: Row) {
	const inWords =
		/Default: (.*)\.$/.exec(description)?.[1] ?? /(\w+) \(default\)/.exec(description)?.[1];
	const value = fallback === '-' ? undefined : (fallback ?? inWords);
	const unit = description.includes('(0.0–1.0)');
	return {
		default:
			value === 'true' || value === 'false'
				? value === 'true'
				: /^\d+$/.test(value ?? '')
					? Number(value)
					: value,
		minimum: unit || /zero-based/i.test(description) ? 0 : undefined,
		maximum: unit ? 1 : description.includes('(max 100)') ? 100 : undefined,
	};
}

/** Asserts type, nullability, description, default and limits of one row. */
function expectRow(
	owner: string,
	row: Row,
	schema: Schema | undefined,
	description: string | undefined,
	nullable: boolean,
) {
	if (!schema) throw new Error(`${owner}.${row.name} is missing`);
	expect({
		type: notation(schema),
		nullable: isNullable(schema),
		description: description?.slice(0, row.description.length),
		default: schema.default,
		minimum: schema.minimum,
		maximum: schema.maximum,
	}).toEqual({
		type: enumerated[`${owner}.${row.name}`] ?? row.type,
		nullable,
		description: row.description,
		...promises(row),
	});
}

const names = (rows: Row[]) => rows.map(({ name }) => name).sort();

describe('endpoints', () => {
	test('are those of the reference, with quotas and models beside them', () => {
		expect([...byEndpoint.keys()].sort()).toEqual(
			[
				...Object.keys(endpoints),
				'GET /api/v1/quotas',
				'GET /api/v1/speech-services/models',
			].sort(),
		);
		expect(Object.keys(endpoints)).toHaveLength(10);
		expect(Object.values(endpoints).flatMap(({ statuses }) => Object.keys(statuses))).toHaveLength(
			50,
		);
	});

	test('have the operation ids that the server and the nodes use', () => {
		expect(
			Object.fromEntries(all.map(({ operationId, summary }) => [operationId, summary])),
		).toEqual({
			listTranscriptions: 'List Transcription Jobs',
			uploadAndTranscribe: 'Upload and Transcribe',
			createTranscription: 'Create Transcription Job',
			getTranscription: 'Get Transcription Job',
			getTranscriptionResult: 'Get Transcription Result',
			updateTranscriptionWebhook: 'Update Webhook',
			deleteTranscriptionWebhook: 'Delete Webhook',
			cancelTranscription: 'Cancel Job',
			deleteTranscription: 'Delete Job',
			purgeTranscription: 'Purge Job',
			getQuotas: 'Get Quotas',
			listModels: 'List Models',
		});
	});

	describe.each(Object.entries(endpoints))('%s', (endpoint, reference) => {
		const operation = byEndpoint.get(endpoint) ?? all[0];

		test('is named, scoped and rate limited as documented', () => {
			expect(byEndpoint.has(endpoint)).toBe(true);
			expect(operation.summary).toBe(reference.title);
			expect(operation['x-koldan-scopes']).toEqual(reference.scopes);
			expect(operation['x-koldan-rate-limited'] ?? false).toBe(reference.rateLimited);
		});

		test.each(Object.entries(reference.statuses))('answers %s', (status, description) => {
			expect(operation.responses[status]?.description.slice(0, description.length)).toBe(
				description,
			);
		});

		test('answers nothing else', () => {
			expect(Object.keys(operation.responses).sort()).toEqual(
				Object.keys(reference.statuses).sort(),
			);
		});

		test('takes the documented parameters and no others', () => {
			for (const place of ['path', 'query'] as const) {
				const parameters = operation.parameters.filter((parameter) => parameter.in === place);
				expect(parameters.map(({ name }) => name).sort()).toEqual(names(reference[place]));
				for (const row of reference[place]) {
					const parameter = parameters.find(({ name }) => name === row.name);
					expectRow(operation.operationId, row, parameter?.schema, parameter?.description, false);
					expect(parameter?.required ?? false).toBe(row.flag === 'Yes');
				}
			}
		});

		test('takes and gives the documented bodies', () => {
			const request = operation.requestBody;
			const mediaType =
				operation.operationId === 'uploadAndTranscribe'
					? 'multipart/form-data'
					: 'application/json';
			expect(Object.keys(request?.content ?? {})).toEqual(reference.request ? [mediaType] : []);
			expect(refName(request?.content[mediaType]?.schema ?? {})).toBe(reference.request);
			expect(request?.required ?? false).toBe(!!reference.request);

			for (const [status, { content }] of Object.entries(operation.responses)) {
				if (status === '204') expect(content).toBeUndefined();
				else if (status < '300') {
					expect(Object.keys(content ?? {})).toEqual(['application/json']);
					expect(refName(content?.['application/json'].schema ?? {})).toBe(reference.response);
				} else {
					// Error bodies are undocumented: any media type, any shape.
					expect(Object.keys(content ?? {})).toEqual(['*/*']);
					expect(Object.keys(content?.['*/*'].schema ?? {})).toEqual(['description']);
				}
			}
		});
	});

	test('limit listTranscriptions as its descriptions say', () => {
		const parameters =
			byEndpoint.get('GET /api/v1/speech-services/transcriptions')?.parameters ?? [];
		const find = (name: string) => parameters.find((parameter) => parameter.name === name);
		expect(find('status')).toMatchObject({ style: 'form', explode: false });
		expect(find('fileId')?.['x-koldan-scopes']).toEqual(['speech:files:read']);
		expect(find('sort')?.schema.enum?.toSorted()).toEqual(
			['completionDate', 'creationDate', 'status'].flatMap((field) => [
				`${field},asc`,
				`${field},desc`,
			]),
		);
		expect(
			byEndpoint.get('GET /api/v1/speech-services/transcriptions/{id}/result')?.parameters.at(-1)
				?.schema.enum,
		).toEqual(['json']);
	});

	test('take an API key or a bearer token, and a tenant', () => {
		expect(contract.components.securitySchemes).toMatchObject({
			apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
			jwt: { type: 'http', scheme: 'bearer' },
		});
		for (const { parameters } of all) {
			expect(parameters.filter((parameter) => parameter.in === 'header')).toEqual([
				contract.components.parameters.TenantId,
			]);
		}
	});
});

describe('data types', () => {
	test('are those of the reference, and what is known of files, summaries, languages, models and quotas', () => {
		expect(Object.keys(schemas).sort()).toEqual(
			[
				...Object.keys(requestTypes),
				...Object.keys(responseTypes),
				...Object.keys(enumerations),
				'SpeechServiceFileResponse',
				'Language',
				'Model',
				'Quota',
				'Quotas',
				'Summary',
			].sort(),
		);
	});

	describe.each(Object.entries(requestTypes))('%s', (type, rows) => {
		test('has the documented fields and no others', () => {
			expect(Object.keys(schemas[type].properties ?? {}).sort()).toEqual(names(rows));
			expect(schemas[type].required ?? []).toEqual(
				rows.filter(({ flag }) => flag === 'Yes').map(({ name }) => name),
			);
		});

		test.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
			const schema = schemas[type].properties?.[name];
			expectRow(type, row, schema, schema?.description, false);
		});
	});

	describe.each(Object.entries(responseTypes))('%s', (type, rows) => {
		// The page's example of a list has neither of them, although its table calls them not nullable.
		const leftOut =
			type === 'SpeechServiceTranscriptionJobsListResponse' ? ['filters', 'sort'] : [];

		test('has the documented fields and no others', () => {
			expect(Object.keys(schemas[type].properties ?? {}).sort()).toEqual(names(rows));
			expect(schemas[type].required ?? []).toEqual(
				rows
					.filter(({ flag, name }) => flag === 'No' && !leftOut.includes(name))
					.map(({ name }) => name),
			);
		});

		test.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
			const schema = schemas[type].properties?.[name];
			expectRow(type, row, schema, schema?.description, row.flag === 'Yes');
		});
	});

	test.each([
		['SpeechServiceFileResponse', ['id', 'name'], []],
		[
			'Model',
			['id', 'type', 'displayName', 'status', 'currentVersion', 'deprecated', 'capabilities'],
			['description', 'deprecationDate', 'deprecationMessage'],
		],
		['Language', [], ['name', 'localDisplayName', 'globalDisplayName', 'rtl', 'langTag']],
		['Quotas', [], ['speech-service', 'text-service']],
		['Quota', [], ['limit', 'used', 'available']],
	])('%s has the fields that are known and is open for more', (type, required, optional) => {
		const { properties = {}, ...schema } = schemas[type];
		expect(schema.required ?? []).toEqual(required);
		expect(Object.keys(properties).sort()).toEqual([...required, ...optional].sort());
		expect(schema.additionalProperties).toBe(true);
	});

	test('Model and Quotas list the known values', () => {
		const { type, status, capabilities } = schemas.Model.properties ?? {};
		expect(type.enum).toEqual(['FAMILY', 'PINNED', 'CONCRETE']);
		expect(status.enum).toEqual(['AVAILABLE', 'UNAVAILABLE', 'MAINTENANCE', 'DEPRECATED']);
		expect(capabilities.required).toEqual([
			'languages',
			'supportsLangAutodetect',
			'supportsStreaming',
		]);
		const services = Object.entries(schemas.Quotas.properties ?? {});
		expect(services.map(([name, { properties }]) => [name, Object.keys(properties ?? {})])).toEqual(
			[
				[
					'speech-service',
					[
						'storage',
						'transcription',
						'summaries',
						'summaryTokens',
						'translations',
						'translationTokens',
					],
				],
				['text-service', ['textTranslations', 'textTranslationTokens']],
			],
		);
	});

	test('never close an object to fields that the reference does not name', () => {
		const closed = JSON.stringify(contract).match(
			/"(additionalProperties|unevaluatedProperties)":false/g,
		);
		expect(closed).toBeNull();
	});

	test.each(Object.entries(jsonParts))('form part %s holds %s', (part, type) => {
		const { properties = {} } = schemas.SpeechServiceUploadAndTranscribeRequest;
		expect(notation(properties[part].contentSchema ?? {})).toBe(type);
	});

	test('form part summary needs a prompt template and a scope', () => {
		const summary = schemas.SpeechServiceUploadAndTranscribeRequest.properties?.summary;
		expect(summary?.['x-koldan-scopes']).toEqual(['speech:summaries:write']);
		expect(summary?.contentSchema?.required).toEqual(['promptTemplateId']);
	});
});

describe.each(Object.entries(enumerations))('%s', (name, values) => {
	test('has the documented values and no others', () => {
		expect(schemas[name].enum).toEqual(Object.keys(values));
	});

	test.each(Object.entries(values))('%s is explained', (value, description) => {
		expect(schemas[name].description?.split('\n')).toContain(`- ${value}: ${description}`);
	});
});
