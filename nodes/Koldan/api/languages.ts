/** The list of languages. */
import { arrayIn, call, isRecord, type KoldanClient } from './client';
import type { Language } from './types';

const isLanguage = (value: unknown): value is Language & { langTag: string } =>
	isRecord(value) && typeof value.langTag === 'string' && value.langTag.trim() !== '';

/** `GET /api/v1/languages`. An empty answer (204) is an empty list. */
export async function listLanguages(
	client: KoldanClient,
): Promise<Array<Language & { langTag: string }>> {
	const { body, statusCode } = await call(
		client,
		'listLanguages',
		{},
		(response) => response.statusCode === 204 || arrayIn(response.body) !== undefined,
	);
	return statusCode === 204 ? [] : (arrayIn(body) ?? []).filter(isLanguage);
}
