/**
 * Writes docs/operations.md from the node's own descriptions, and the contract's scopes and statuses: what each operation
 * does, its parameters, the scopes that it needs, and what a user sees for each status.
 */
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, Resource } from '../../nodes/Koldan/actions/operation.ts';
import type { JOB_ERROR_MESSAGES } from '../../nodes/Koldan/api/failedJob.ts';
import type { statusMessage } from '../../nodes/Koldan/api/messages.ts';
import { operations, readDocument } from './document.mts';

/** The parts of the node that the document is made of: from its source in a test, from `dist` in the script. */
export interface NodeParts {
	resources: readonly Resource[];
	statusMessage: typeof statusMessage;
	jobErrorMessages: typeof JOB_ERROR_MESSAGES;
}

type Endpoint = ReturnType<typeof operations>[number];

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows]
		.map((row) => `| ${row.map(cell).join(' | ')} |`)
		.join('\n');

/** A cell is one line, and neither its bars nor its angle brackets mean anything. */
const cell = (text: string): string =>
	text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();

const code = (text: string): string => `\`${text}\``;

const list = (items: readonly string[]): string => items.map(code).join(', ');

const KINDS: Record<string, string> = {
	boolean: 'on or off',
	dateTime: 'date and time',
	json: 'JSON',
	number: 'number',
};

function valuesOf({ type, options = [], modes = [] }: INodeProperties): string {
	if (type === 'resourceLocator') return modes.map(({ displayName }) => displayName).join(' or ');
	if (type === 'options' || type === 'multiOptions')
		return (options as INodePropertyOptions[])
			.map(({ name, value }) => `${name} (${code(String(value))})`)
			.join(', ');
	return KINDS[type] ?? 'text';
}

const defaultOf = ({ type, default: given }: INodeProperties): string =>
	type === 'resourceLocator' || given === '' || typeof given === 'object'
		? ''
		: code(String(given));

function rowsOf(property: INodeProperties, group = ''): string[][] {
	const { type, displayName, name, description = '', hint = '', required, options = [] } = property;
	const { typeOptions } = property;
	const label = group ? `${group} → ${displayName}` : displayName;
	if (type === 'notice') return [];
	if (type === 'collection')
		return (options as INodeProperties[]).flatMap((option) => rowsOf(option, label));
	if (type === 'fixedCollection')
		return [
			[
				label,
				code(name),
				typeOptions?.multipleValues ? 'any number of entries' : 'the settings below',
				'',
				description,
			],
			...(options as INodePropertyCollection[]).flatMap((entry) =>
				entry.values.flatMap((value) => rowsOf(value, label)),
			),
		];
	return [
		[
			`${label}${required ? ' (required)' : ''}`,
			code(name),
			valuesOf(property),
			defaultOf(property),
			description || hint,
		],
	];
}

/** Names of a form's parts and of query parameters that need scopes of their own. */
function extraScopes(endpoint: Endpoint): string[] {
	const { schemas } = readDocument().components;
	const content = Object.values(endpoint.requestBody?.content ?? {})[0];
	const schema = schemas[content?.schema.$ref?.split('/').at(-1) ?? ''];
	const sendable = [
		...endpoint.parameters.map((parameter) => [parameter.name, parameter] as const),
		...Object.entries(schema?.properties ?? {}),
	];
	return sendable.flatMap(([name, each]) => {
		const scopes = each['x-koldan-scopes'] ?? [];
		return scopes.length > 0 ? [`${list(scopes)} to send ${code(name)}`] : [];
	});
}

function scopeRows(operation: Operation, endpoints: ReadonlyMap<string, Endpoint>): string[][] {
	const row = (name: string, when: string, more: (endpoint: Endpoint) => string[]): string[] => {
		const endpoint = endpoints.get(name);
		if (!endpoint) throw new Error(`The contract has no operation ${name}.`);
		const scopes = [list(endpoint['x-koldan-scopes']), ...more(endpoint)];
		return [code(`${endpoint.method} ${endpoint.path}`), when, scopes.join('; ')];
	};
	return [
		row(operation.endpoint, 'always', extraScopes),
		...(operation.alsoUses ?? []).flatMap(({ endpoints: names, when }) =>
			names.map((name) => row(name, when, () => [])),
		),
	];
}

/** An id as it stands in a sentence. */
const SOME_ID = '<id>';

function errorRows(
	operation: Operation,
	endpoint: Endpoint,
	{ statusMessage: messageFor }: NodeParts,
): string[][] {
	const subject = endpoint.path.includes('{id}') ? { jobId: SOME_ID } : {};
	return Object.entries(endpoint.responses)
		.filter(([status]) => Number(status) >= 400)
		.map(([status, { description }]) => {
			const { message, advice } = messageFor(operation.endpoint, Number(status), subject);
			return [status, description, message, advice];
		});
}

/** A heading that no other resource has. */
const headingOf = (resource: Resource, { name }: Pick<Operation, 'name'>): string =>
	resource.value === 'transcription' ? name : `${resource.name}: ${name}`;

function section(
	resource: Resource,
	operation: Operation,
	endpoints: ReadonlyMap<string, Endpoint>,
	parts: NodeParts,
): string {
	const endpoint = endpoints.get(operation.endpoint);
	if (!endpoint) throw new Error(`The contract has no operation ${operation.endpoint}.`);
	return [
		`## ${headingOf(resource, operation)}`,
		`${operation.description.replace(/\.$/, '')}. In workflows: ${code(operation.value)}.${unknownParts(endpoint)}`,
		'### Requests and scopes',
		table(['Request', 'When', 'Scopes'], scopeRows(operation, endpoints)),
		'### Parameters',
		table(
			['Parameter', 'Name', 'Values', 'Default', 'What it is'],
			operation.properties.flatMap((property) => rowsOf(property)),
		),
		'### Errors',
		table(
			['Status', 'Reason', 'What you see', 'What to do'],
			errorRows(operation, endpoint, parts),
		),
	].join('\n\n');
}

const unknownParts = (endpoint: Endpoint): string =>
	endpoint['x-koldan-partly-known']
		? ' Koldan’s documentation of this request is known in part: whatever shape its answers have is passed on.'
		: '';

const INTRODUCTION = `<!-- Written by test/contract/generate-operations-doc.mts; change the node instead of this file. -->

# Operations of the Koldan node

What each operation does, its parameters as the editor shows them, the scopes that the API key or
token needs, and what you see when Koldan refuses. Koldan's own words follow each error in its description.

Requests that may pass by themselves (status 429, 502 to 504, a broken connection) are repeated up to five times, with pauses
that Koldan asks for or that grow. A request that starts a transcription is repeated only where Koldan certainly did nothing: a
recording is never paid for twice.`;

const anchorOf = (heading: string): string =>
	heading.toLowerCase().replaceAll(':', '').replaceAll(' ', '-');

function overview(
	resources: readonly Resource[],
	endpoints: ReadonlyMap<string, Endpoint>,
): string {
	return table(
		['Resource', 'Operation', 'What it does', 'Scopes'],
		resources.flatMap((resource) =>
			resource.operations.map(({ name, description, endpoint }) => [
				resource.name,
				`[${name}](#${anchorOf(headingOf(resource, { name }))})`,
				description,
				list(endpoints.get(endpoint)?.['x-koldan-scopes'] ?? []),
			]),
		),
	);
}

function failures({ jobErrorMessages }: NodeParts): string {
	const codes = readDocument().components.schemas.TranscriptionErrorCode.enum ?? [];
	return [
		'## Transcriptions that fail',
		'Upload and Transcribe, Transcribe Stored File and Wait tell why a transcription ended without a transcript, unless *On Failed Transcription* in the option *Waiting* is *Continue*.',
		table(
			['Code', 'What you see', 'What to do'],
			codes.map((errorCode) => {
				const { message, advice } =
					jobErrorMessages[errorCode as keyof NodeParts['jobErrorMessages']];
				return [code(errorCode), message, advice];
			}),
		),
	].join('\n\n');
}

export const operationsPath = join(import.meta.dirname, '..', '..', 'docs', 'operations.md');

/** The text that `docs/operations.md` should have. */
export function operationsDocument(parts: NodeParts): string {
	const endpoints = new Map(operations(readDocument()).map((each) => [each.operationId, each]));
	const sections = parts.resources.flatMap((resource) =>
		resource.operations.map((each) => section(resource, each, endpoints, parts)),
	);
	return [
		INTRODUCTION,
		'<!-- prettier-ignore-start -->',
		overview(parts.resources, endpoints),
		...sections,
		failures(parts),
		'<!-- prettier-ignore-end -->\n',
	].join('\n\n');
}
