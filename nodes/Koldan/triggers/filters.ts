/**
 * Filters by the recording of a transcription. The reference does not say which facts of its file a job carries, beside
 * name and ID: a job that does not carry what a filter asks for does not match.
 */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { isUuid } from '../api/uuid';
import type { TranscriptionJob } from '../api/types';
import type { TriggerContext } from './context';

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Only transcriptions of recordings that match all of these start the workflow',
	options: [
		{
			displayName: 'File ID',
			name: 'fileId',
			type: 'string',
			default: '',
			placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
			description: 'The recording’s ID in Koldan',
		},
		{
			displayName: 'Folder',
			name: 'path',
			type: 'string',
			default: '',
			placeholder: 'e.g. /calls/',
			description: 'The recording’s folder in Koldan; folders in it match too',
		},
		{
			displayName: 'Name Contains',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. interview',
			description: 'A part of the recording’s name. Upper and lower case don’t matter.',
		},
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'e.g. sales, support',
			description:
				'Tags of the recording, separated by commas. One of them is enough. Upper and lower case don’t matter.',
		},
	],
};

export interface Filters {
	fileId?: string;
	name?: string;
	/** With a slash at both ends. */
	path?: string;
	tags: string[];
}

const lower = (text: unknown): string =>
	String(text ?? '')
		.trim()
		.toLowerCase();

const splitTags = (given: unknown): string[] =>
	(Array.isArray(given) ? given : String(given ?? '').split(',')).map(lower).filter(Boolean);

/** @throws KoldanInputError when the file's id is none */
export function readFilters(context: TriggerContext): Filters {
	const given = (context.getNodeParameter('filters', {}) ?? {}) as Record<string, unknown>;
	const fileId = lower(given.fileId);
	if (fileId && !isUuid(fileId)) {
		throw new KoldanInputError(
			'The file ID is not valid',
			'A file ID looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890.',
		);
	}
	const path = String(given.path ?? '').trim();
	return {
		...(fileId ? { fileId } : {}),
		...(lower(given.name) ? { name: lower(given.name) } : {}),
		...(path ? { path: `/${path}/`.replace(/\/{2,}/g, '/') } : {}),
		tags: splitTags(given.tags),
	};
}

/** The names of a file's tags: texts, or objects that have a name. */
function tagsOf(tags: unknown): string[] {
	if (!Array.isArray(tags)) return [];
	return tags.map((tag: unknown) => {
		if (typeof tag !== 'object' || tag === null) return lower(tag);
		const { displayName, name, label } = tag as Record<string, unknown>;
		return lower(displayName ?? name ?? label);
	});
}

/** Whether a job's recording matches all filters. */
export function matchesFilters(job: TranscriptionJob, filters: Filters): boolean {
	const file: Record<string, unknown> = job.file ?? {};
	if (filters.fileId !== undefined && lower(file.id) !== filters.fileId) return false;
	if (filters.name !== undefined && !lower(file.name).includes(filters.name)) return false;
	if (filters.path !== undefined) {
		const { path } = file;
		if (typeof path !== 'string' || !`${path}/`.replace(/\/{2,}/g, '/').startsWith(filters.path))
			return false;
	}
	return filters.tags.length === 0 || tagsOf(file.tags).some((tag) => filters.tags.includes(tag));
}
