/** The list of models. */
import { arrayIn, callForList, isRecord, type KoldanClient } from './client';
import type { Model } from './types';

const isModel = (value: unknown): value is Model =>
	isRecord(value) && typeof value.id === 'string' && value.id.trim() !== '';

/** `GET /api/v1/speech-services/models`. An empty answer (204) is an empty list. */
export async function listModels(client: KoldanClient): Promise<Model[]> {
	return (await callForList(client, 'listModels', {}, arrayIn)).filter(isModel);
}

/** The languages that a model understands, as BCP 47 tags; none where it does not say. */
export function languagesOf({ capabilities }: Model): string[] {
	const given: unknown = capabilities?.languages;
	return Array.isArray(given)
		? given.filter((each): each is string => typeof each === 'string' && each !== '')
		: [];
}
