/** The items that a transcript comes out as. */
import {
	type IBinaryData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { giveHint, type HintContext } from '../../api/hint';
import { withoutSecrets } from '../../api/jobs';
import type { TranscriptionJob, TranscriptionResult } from '../../api/types';
import {
	basicsOf,
	countSpeakers,
	FILE_TYPES,
	formatTranscript,
	isTextFormat,
	simplifyResult,
	toSegmentItems,
	toSimpleSegments,
	type TextFormat,
} from '../../transcript';
import type { FollowUpOutcome } from '../../jobs/plan';
import type { ItemField, Output } from '../fields/output';
import { summaryFacts, summaryObject } from '../summary/output';
import { collect, finish } from './slices';

/** What n8n gives to store files with, and to say something about a run. */
export interface OutputContext extends HintContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'prepareBinaryData'>;
}

/** Facts of an item. */
type Facts = Partial<Record<ItemField, IDataObject[string]>>;

/** What people look at first, and what they look up: the transcript stands between them. */
interface Sides {
	first: Facts;
	last: Facts;
}

function factsOf(job: TranscriptionJob): Sides {
	const { file, transcription } = job;
	const error = job.errors?.[0];
	return {
		first: { fileName: file?.name ?? null },
		last: {
			status: job.status,
			...(job.errorCode || error
				? { errorMessage: error?.message ?? null, errorCode: job.errorCode ?? error?.code ?? null }
				: {}),
			...(job.isDeleted ? { isDeleted: true } : {}),
			...(job.isPurged ? { isPurged: true } : {}),
			model: transcription?.model ?? null,
			id: job.id,
			fileId: file?.id ?? null,
			creationDate: job.creationDate,
			completionDate: job.completionDate ?? null,
		},
	};
}

/** File, status and the reason where it failed, model, IDs and dates, without the transcript. */
export function simplifyJob(job: TranscriptionJob): Facts {
	const { first, last } = factsOf(job);
	return { ...first, ...last };
}

function fileNameFor(output: Output, format: TextFormat, recording: string): string {
	const { extension } = FILE_TYPES[format];
	if (output.fileName)
		return /\.[A-Za-z0-9]{1,8}$/.test(output.fileName)
			? output.fileName
			: `${output.fileName}.${extension}`;
	return `${recording.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.${extension}`;
}

/** n8n shows a file in the editor only if it is stored as one of a few types. Later nodes are told what it really is. */
const STORED_AS: Partial<Record<TextFormat, string>> = { srt: 'text/plain', vtt: 'text/plain' };

function* encoded(pieces: Iterable<string>): Generator<Buffer> {
	for (const piece of pieces) yield Buffer.from(piece);
}

/** An item with its facts in their order; `transcript` comes before all of them. */
const inOrder = (
	transcript: IDataObject,
	{ first, last }: Sides,
	more: Facts = {},
): IDataObject => ({
	...transcript,
	...first,
	...more,
	...last,
});

async function textItem(
	context: OutputContext,
	output: Output,
	format: TextFormat,
	sides: Sides,
	result: TranscriptionResult,
	recording: string,
): Promise<INodeExecutionData> {
	const { duration, languages } = basicsOf(result);
	const facts: Facts = { duration, languages };
	if (output.talkTime) {
		const speakers = await finish(countSpeakers(result, output.options));
		facts.speakers = speakers as unknown as IDataObject[];
	}

	const options = {
		...output.options,
		title: output.options.title || recording,
		// It helps spreadsheets with a file; in a field it would be a stray character.
		byteOrderMark: output.toFile,
	};
	const pieces = formatTranscript(result, format, options);
	if (!output.toFile) {
		const text = (await collect(pieces)).join('').trimEnd();
		return { json: inOrder({ [output.field]: text }, sides, facts) };
	}
	const { mimeType } = FILE_TYPES[format];
	const stored = await context.helpers.prepareBinaryData(
		Buffer.concat(await collect(encoded(pieces))),
		fileNameFor(output, format, recording),
		STORED_AS[format] ?? mimeType,
	);
	const binary: IBinaryData = { ...stored, mimeType, fileType: 'text' };
	return { json: inOrder({}, sides, facts), binary: { [output.field]: binary } };
}

async function itemsOf(
	context: OutputContext,
	output: Output,
	sides: Sides,
	result: TranscriptionResult,
	recording: string,
): Promise<INodeExecutionData[]> {
	if (output.format === 'segments') {
		const segments = await collect(toSegmentItems(result, output.options));
		return segments.map((segment) => ({
			json: { ...(segment as unknown as IDataObject), transcriptionId: sides.last.id },
		}));
	}
	if (isTextFormat(output.format))
		return [await textItem(context, output, output.format, sides, result, recording)];
	const speakers = await finish(countSpeakers(result, output.options));
	const segments = await collect(toSimpleSegments(result, output.options));
	const { text, ...simplified } = simplifyResult(result, output.options, { segments, speakers });
	return [{ json: inOrder({ text }, sides, simplified as unknown as Facts) }];
}

function whyNoTranscript({ status, isPurged }: TranscriptionJob): string {
	if (isPurged) return 'Its data was purged';
	if (status === 'FAILED') return 'It failed';
	if (status === 'CANCELLED') return 'It was cancelled';
	return status === 'COMPLETED'
		? 'Koldan has given no transcript for it'
		: 'It is not completed yet';
}

/** Runs that were given the hint: one is enough for all items. */
const hinted = new WeakSet<OutputContext>();

function hintAtMissingFile(context: OutputContext): void {
	if (hinted.has(context)) return;
	hinted.add(context);
	giveHint(
		context,
		'There is no file for transcriptions without a transcript. The field “transcriptMissing” of their items says why.',
	);
}

/**
 * The items for a job, with its transcript where it has one. But for the format JSON, which is all of the job, nothing in
 * them holds on to it.
 *
 * @param extra more to put beside the job, such as a summary as it was scheduled
 * @param followUp the summary, where it was waited for
 */
export async function jobItems(
	context: OutputContext,
	output: Output,
	job: TranscriptionJob,
	extra: IDataObject = {},
	followUp?: FollowUpOutcome,
): Promise<INodeExecutionData[]> {
	const { summary: scheduled, ...more } = extra;
	const summary = followUp ?? scheduled;
	if (output.format === 'json') {
		const whole = withoutSecrets(job) as unknown as IDataObject;
		return [
			{ json: { ...whole, ...more, ...(summary ? { summary: summaryObject(summary) } : {}) } },
		];
	}
	const { first, last } = factsOf(job);
	const { text, ...about } = summary ? summaryFacts(summary) : {};
	const summaryText = text === undefined ? {} : { summary: text };
	const sides = {
		first: { ...summaryText, ...first },
		last: { ...more, ...about, ...last },
	};
	if (job.result) {
		const recording = job.file?.name || `transcription-${job.id}`;
		const items = await itemsOf(context, output, sides, job.result, recording);
		// Where each segment is an item, the summary of them all comes once.
		if (output.format === 'segments' && items.length > 0)
			items[0].json = { ...items[0].json, ...summaryText, ...about };
		return items;
	}
	if (output.toFile) hintAtMissingFile(context);
	const missing = isTextFormat(output.format) ? { transcriptMissing: whyNoTranscript(job) } : {};
	return [{ json: inOrder(missing, sides) }];
}

/** The items for a transcript alone, with the transcription's ID beside it. */
export async function resultItems(
	context: OutputContext,
	output: Output,
	id: string,
	result: TranscriptionResult,
): Promise<INodeExecutionData[]> {
	if (output.format === 'json')
		return [{ json: { transcriptionId: id, ...(result as unknown as IDataObject) } }];
	return await itemsOf(context, output, { first: {}, last: { id } }, result, `transcription-${id}`);
}
