/** The list of models. */
import { call, isRecord, type KoldanClient } from './client';
import type { Model } from './types';

/** Finds the array in an answer: the array itself, or the one a wrapping object holds. */
function arrayIn(body: unknown): unknown[] | undefined {
	if (Array.isArray(body)) return body;
	return isRecord(body) ? Object.values(body).find(Array.isArray) : undefined;
}

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
