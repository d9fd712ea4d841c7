/** Every place of an operation's parameters where a value can be put, found in the node's own description. */
import type { INodeParameters, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';
import { CALLS } from './operations.mts';

/** Keys and indexes that lead to a value. */
export type Place = Array<string | number>;

function placesIn(property: INodeProperties): Place[] {
	const { name, type, options = [], typeOptions } = property;
	switch (type) {
		case 'notice':
			return [];
		case 'resourceLocator':
			return [[name], [name, 'value'], [name, 'mode']];
		case 'collection':
			return [
				[name],
				...(options as INodeProperties[]).flatMap(placesIn).map((place) => [name, ...place]),
			];
		case 'fixedCollection':
			return [
				[name],
				...(options as INodePropertyCollection[]).flatMap((group) => [
					[name, group.name],
					...group.values
						.flatMap(placesIn)
						.map(
							(place): Place => [
								name,
								group.name,
								...(typeOptions?.multipleValues ? [0] : []),
								...place,
							],
						),
				]),
			];
		default:
			return [[name]];
	}
}

/** The places of an operation's parameters, at any depth. */
export function placesOf(operation: string): Place[] {
	const { properties } = new Koldan().description;
	return properties
		.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
		.flatMap(placesIn);
}

/** Puts a value at a place, making the objects and lists that lead there. */
export function put(parameters: INodeParameters, place: Place, value: unknown): void {
	let at = parameters as Record<string | number, unknown>;
	place.slice(0, -1).forEach((step, index) => {
		if (typeof at[step] !== 'object' || at[step] === null)
			at[step] = typeof place[index + 1] === 'number' ? [] : {};
		at = at[step] as Record<string | number, unknown>;
	});
	at[place[place.length - 1]] = value;
}

export const validParameters = (operation: string): INodeParameters =>
	structuredClone({
		resource: 'transcription',
		operation,
		...CALLS[operation].parameters('00000000-0000-4000-8000-000000000001'),
	});
