/**
 * Which jobs start the workflow: the events and filters of both triggers. The reference does not say which facts of its
 * file a job carries, beside name and ID: a job that does not carry what a filter asks for does not match.
 */
import type { INodeProperties } from 'n8n-workflow';
import { readCollection, triggerParameters, type NodeParameters } from '../actions/fields/field';
import { KoldanInputError } from '../api/errors';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import { isUuid } from '../api/uuid';
import type { TriggerContext } from './state';

/** A field of a trigger, declared together with how it is read. */
interface TriggerField<Value> {
	properties: INodeProperties[];
	read(parameters: NodeParameters): Value;
}

type Statuses = ReadonlySet<TranscriptionJobStatus>;

/** Which ends of what start the workflow. */
export interface Events {
	transcriptions: Statuses;
	summaries: Statuses;
}

const EVENTS = [
	{
		name: 'Transcription Completed',
		value: 'completed',
		description: 'The transcript is ready',
	},
	{ name: 'Transcription Failed', value: 'failed', description: 'It ended without a transcript' },
	{ name: 'Transcription Cancelled', value: 'cancelled', description: 'Somebody cancelled it' },
	{ name: 'Summary Completed', value: 'summaryCompleted', description: 'The summary is ready' },
	{ name: 'Summary Failed', value: 'summaryFailed', description: 'It ended without a text' },
	{ name: 'Summary Cancelled', value: 'summaryCancelled', description: 'Somebody cancelled it' },
];

/** The statuses of chosen events: of transcriptions, or with a prefix those of another kind of job. */
function statusesOf(chosen: readonly string[], prefix = ''): Statuses {
	const statuses: TranscriptionJobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];
	return new Set(statuses.filter((status) => chosen.includes(`${prefix}${status}`.toLowerCase())));
}

/** @throws KoldanInputError when nothing is chosen, or something unknown */
function readEvents(parameters: NodeParameters): Events {
	const given = parameters.get('events', []);
	const chosen = (Array.isArray(given) ? given : [given]).map((event) =>
		String(event).toLowerCase(),
	);
	const events = {
		transcriptions: statusesOf(chosen),
		summaries: statusesOf(chosen, 'summary'),
	};
	if (events.transcriptions.size + events.summaries.size === 0) {
		throw new KoldanInputError(
			'No event is chosen',
			'Choose at least one event, for example Transcription Completed.',
		);
	}
	return events;
}

/**
 * Which ends of transcriptions and summaries start the workflow.
 *
 * @param displayName n8n's panel of nodes lists the events of a field that is called "Trigger On"
 */
export const eventsField = (
	displayName: 'Trigger On' | 'Trigger When',
	hint?: string,
): TriggerField<Events> => ({
	properties: [
		{
			displayName,
			name: 'events',
			type: 'multiOptions',
			required: true,
			options: EVENTS,
			default: ['completed'],
			description: 'What has to happen to a transcription or a summary to start the workflow',
			...(hint ? { hint } : {}),
		},
	],
	read: readEvents,
});

/** Shown on the canvas: the chosen events. Of several, only what they differ in, so that none is cut off. */
export const eventsSubtitle = `={{ ((events) => events.map((event) => ((${JSON.stringify(
	Object.fromEntries(EVENTS.map(({ name, value }) => [value, name])),
)})[event] ?? event).replace(events.length > 1 && events.every((each) => !each.startsWith("summary")) ? "Transcription " : "", "")).join(", "))([].concat($parameter["events"])) }}`;

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
function readFilters(parameters: NodeParameters): Filters {
	const given = readCollection(parameters, 'filters');
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

/** Which recordings' transcriptions start the workflow. */
export const filtersField: TriggerField<Filters> = {
	properties: [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description:
				'Only transcriptions and summaries of recordings that match all of these start the workflow',
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
		},
	],
	read: readFilters,
};

/** The names of a file's tags: texts, or objects that have a name. */
function tagsOf(tags: unknown): string[] {
	if (!Array.isArray(tags)) return [];
	return tags.map((tag: unknown) => {
		if (typeof tag !== 'object' || tag === null) return lower(tag);
		const { displayName, name, label } = tag as Record<string, unknown>;
		return lower(displayName ?? name ?? label);
	});
}

/** Whether anything is filtered at all. */
export const hasFilters = ({ fileId, name, path, tags }: Filters): boolean =>
	fileId !== undefined || name !== undefined || path !== undefined || tags.length > 0;

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

/** What a job has to be like to start the workflow. */
export interface Conditions {
	events: Events;
	filters: Filters;
}

/** @throws KoldanInputError when a field can't be used as it is */
export function readConditions(context: TriggerContext): Conditions {
	const parameters = triggerParameters(context);
	return { events: readEvents(parameters), filters: filtersField.read(parameters) };
}

/** Whether a transcription has ended with one of the events, and matches all filters. */
export const isWanted = (job: TranscriptionJob, { events, filters }: Conditions): boolean =>
	events.transcriptions.has(job.status) && matchesFilters(job, filters);
