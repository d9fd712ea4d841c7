/** The previews on disk are those of the node and the types, and nothing of the contract is lost in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { findOperation } from '../../nodes/Koldan/actions/registry';
import { operationsOf, outputPreviews, previewsFolder, previewText } from './output-previews.mts';

const { description } = new Koldan();
const endpointOf = (resource: string, operation: string): string =>
	findOperation(resource, operation).endpoint;

const onDisk = (): string[] =>
	readdirSync(previewsFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
		path.endsWith('.json'),
	);

test('there is one for each operation, as the types say (npm run docs writes them)', () => {
	const previews = outputPreviews({ description, endpointOf });
	expect(onDisk().sort()).toEqual([...previews.keys()].sort());
	expect(previews.size).toBe(operationsOf(description).length + 1);
	for (const [path, schema] of previews)
		expect({ path, text: readFileSync(join(previewsFolder, path), 'utf8') }).toEqual({
			path,
			text: previewText(schema),
		});
}, 120_000);

test('an operation without a shape of its own has what its endpoint answers, an item of a list', () => {
	const operations = [
		{ name: 'One', value: 'one' },
		{ name: 'Many', value: 'many' },
	];
	const properties = description.properties
		.filter(({ name }) => name === 'operation')
		.slice(0, 1)
		.map((property) => ({
			...property,
			displayOptions: { show: { resource: ['other'] } },
			options: operations,
		}));
	const endpoints: Record<string, string> = {
		one: 'getTranscription',
		many: 'listTranscriptions',
	};
	const previews = outputPreviews({
		description: { ...description, properties },
		endpointOf: (_, operation) => endpoints[operation],
	});
	const one = previews.get('v1.0.0/other/one.json');
	expect(Object.keys(one?.properties ?? {})).toEqual(
		expect.arrayContaining(['id', 'status', 'file', 'result']),
	);
	expect(one?.properties?.result.nullable).toBe(true);
	expect(previews.get('v1.0.0/other/many.json')?.properties).toEqual(one?.properties);
}, 120_000);
