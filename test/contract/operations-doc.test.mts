/** docs/operations.md, the node and the contract agree. */
import { readFileSync } from 'node:fs';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { RESOURCES } from '../../nodes/Koldan/actions/registry';
import { ENDPOINTS, pathOf, type EndpointName } from '../../nodes/Koldan/api/endpoints';
import { JOB_ERROR_MESSAGES } from '../../nodes/Koldan/api/failedJob';
import { statusMessage } from '../../nodes/Koldan/api/messages';
import { operations, readDocument } from './document.mts';
import { operationsDocument, operationsPath } from './operations-doc.mts';

const parts = { resources: RESOURCES, statusMessage, jobErrorMessages: JOB_ERROR_MESSAGES };
const all = RESOURCES.flatMap(({ value, name: resource, operations: each }) =>
	each.map((operation) => ({
		...operation,
		heading: value === 'transcription' ? operation.name : `${resource}: ${operation.name}`,
	})),
);
const contract = operations(readDocument());
const written = (): string => readFileSync(operationsPath, 'utf8');

test('the document is what the node and the contract say (npm run docs writes it)', () => {
	expect(written()).toBe(operationsDocument(parts));
});

test('a change of the node or the contract shows in it', () => {
	const [transcription, ...more] = RESOURCES;
	const [first, ...others] = transcription.operations;
	const renamed = { ...first, properties: first.properties.slice(1) };
	const resources = [{ ...transcription, operations: [renamed, ...others] }, ...more];
	expect(operationsDocument({ ...parts, resources })).not.toBe(written());
	const unsaid = () => ({ message: 'No', advice: 'No' });
	expect(operationsDocument({ ...parts, statusMessage: unsaid })).not.toBe(written());
});

/** The names that workflows hold, but for those of groups. */
function namesIn({ name, type, options = [] }: INodeProperties): string[] {
	if (type === 'notice') return [];
	if (type === 'collection') return (options as INodeProperties[]).flatMap(namesIn);
	if (type !== 'fixedCollection') return [name];
	return [
		name,
		...(options as INodePropertyCollection[]).flatMap(({ values }) => values.flatMap(namesIn)),
	];
}

test('it has every operation, parameter name, scope and documented status', () => {
	const sections = new Map(
		written()
			.split(/^## /m)
			.slice(1)
			.map((text) => [text.slice(0, text.indexOf('\n')), text]),
	);
	for (const { heading, endpoint, properties } of all) {
		const section = sections.get(heading) ?? '';
		const { 'x-koldan-scopes': scopes, responses } = contract.find(
			({ operationId }) => operationId === endpoint,
		) as (typeof contract)[number];
		for (const parameter of properties.flatMap(namesIn))
			expect(section).toContain(`\`${parameter}\``);
		for (const scope of scopes) expect(section).toContain(`\`${scope}\``);
		for (const status of Object.keys(responses).filter((each) => Number(each) >= 400))
			expect(section).toMatch(new RegExp(`^\\| ${status} `, 'm'));
	}
	expect(sections.size).toBe(all.length + 1);
});

test('the operations stand for all endpoints of the transcriptions page', () => {
	const [transcription] = RESOURCES;
	const used = new Set(transcription.operations.map(({ endpoint }) => endpoint));
	const documented = contract.filter(({ path }) => path.includes('/transcriptions'));
	expect(documented.map(({ operationId }) => operationId).sort()).toEqual([...used].sort());
});

test.each(Object.keys(ENDPOINTS) as EndpointName[])(
	'%s has the method, path and scopes of the contract',
	(name) => {
		const { method, scopes } = ENDPOINTS[name];
		expect(contract).toContainEqual(
			expect.objectContaining({
				operationId: name,
				method,
				path: pathOf(name, 'ID').replace('/ID', '/{id}'),
				'x-koldan-scopes': [...scopes],
			}),
		);
	},
);
