/** The list of languages. */
import { arrayIn, callForList, isRecord, type KoldanClient } from './client';
import type { Language } from './types';

const isLanguage = (value: unknown): value is Language & { langTag: string } =>
	isRecord(value) && typeof value.langTag === 'string' && value.langTag.trim() !== '';

/** `GET /api/v1/languages`. An empty answer (204) is an empty list. */
export async function listLanguages(
	client: KoldanClient,
): Promise<Array<Language & { langTag: string }>> {
	return (await callForList(client, 'listLanguages', {}, arrayIn)).filter(isLanguage);
}
