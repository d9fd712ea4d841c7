/**
 * What each operation really gives is what its preview says: every field, in its order and of its type, and no other field.
 */
import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { operationsOf, previewsFolder, type PreviewSchema } from '../contract/output-previews.mts';
import { useKoldan } from './support/koldan.mts';
import { callOf, itemsFor } from './support/operations.mts';

const koldan = useKoldan();

const previewOf = (resource: string, operation: string): PreviewSchema =>
	JSON.parse(
		readFileSync(join(previewsFolder, 'v1.0.0', resource, `${operation}.json`), 'utf8'),
	) as PreviewSchema;

/** With a preview that names all fields of an object, there are no others. */
function strict(schema: PreviewSchema): object {
	const { properties, items, additionalProperties = false } = schema;
	return {
		...schema,
		...(items ? { items: strict(items) } : {}),
		...(properties
			? {
					properties: Object.fromEntries(
						Object.entries(properties).map(([name, each]) => [name, strict(each)]),
					),
					additionalProperties,
				}
			: {}),
	};
}

function problems(schema: PreviewSchema, json: IDataObject): string[] {
	const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(strict(schema));
	validate(json);
	const wrong = (validate.errors ?? []).map(
		({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
	);
	const [first, ...others] = Object.keys(schema.properties ?? {});
	const known = [first, ...others].filter((name) => name in json);
	// What is not made by the node comes in Koldan's order, its ID first.
	const named = Object.keys(json).filter((name) => known.includes(name));
	const inOrder = first === 'id' || named.join() === known.join();
	return inOrder ? wrong : [...wrong, `${Object.keys(json).join()} instead of ${known.join()}`];
}

/** As in a new node, where the tests' shortest call does something else. */
const WAITS = { waitForCompletion: 'polling' };

test.each(operationsOf(new Koldan().description))(
	'%s: %s gives what its preview says',
	async (resource, operation) => {
		const { parameters, prepare } = callOf(resource, operation);
		const given = parameters(prepare(koldan.server));
		const { json, error } = await koldan.run(
			operation,
			{ resource, ...given, ...('waitForCompletion' in given ? WAITS : {}) },
			{ items: await itemsFor(operation, resource) },
		);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(problems(previewOf(resource, operation), json[0])).toEqual([]);
	},
	120_000,
);

test.each<[string, IDataObject]>([
	['a field that is missing', { deleted: true }],
	['a field that is not in the preview', { deleted: true, id: 'a', purged: true }],
	['a field of another type', { deleted: 'yes', id: 'a' }],
	['another order', { id: 'a', deleted: true }],
])('the check finds %s', (_, json) => {
	expect(problems(previewOf('transcription', 'delete'), json)).not.toEqual([]);
});
