/** The list of models. */
import { arrayIn, call, isRecord, type KoldanClient } from './client';
import type { Model } from './types';

const isModel = (value: unknown): value is Model =>
	isRecord(value) && typeof value.id === 'string' && value.id.trim() !== '';

/** `GET /api/v1/speech-services/models`. An empty answer (204) is an empty list. */
export async function listModels(client: KoldanClient): Promise<Model[]> {
	const { body, statusCode } = await call(
		client,
		'listModels',
		{},
		(response) => response.statusCode === 204 || arrayIn(response.body) !== undefined,
	);
	return statusCode === 204 ? [] : (arrayIn(body) ?? []).filter(isModel);
}

/** The languages that a model understands, as BCP 47 tags; none where it does not say. */
export function languagesOf({ capabilities }: Model): string[] {
	const given: unknown = capabilities?.languages;
	return Array.isArray(given)
		? given.filter((each): each is string => typeof each === 'string' && each !== '')
		: [];
}
