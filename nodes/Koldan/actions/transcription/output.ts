/** The items that a transcript comes out as. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { withoutSecrets } from '../../api/jobs';
import type { TranscriptionJob, TranscriptionResult } from '../../api/types';
import {
	FORMATS,
	formatTranscript,
	simplifyResult,
	speakerStatistics,
	toSegmentItems,
	type OutputFormat,
	type TranscriptOptions,
} from '../../transcript';
import { readBoolean } from './fields/boolean';
import { readCollection } from './fields/collection';
import { readPairs } from './fields/json';
import { isTextFormat } from './fields/output';
import { simplifyJob } from './fields/simplify';
import { readText } from './fields/text';

/** How one item's transcript is to come out. */
interface Output {
	format: OutputFormat;
	toFile: boolean;
	field: string;
	fileName: string;
	talkTime: boolean;
	options: TranscriptOptions;
}

/** Names that JavaScript objects have meanings of their own for. */
const UNUSABLE = new Set(['__proto__', 'constructor', 'prototype']);

function readField(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	fallback: string,
): string {
	const field = readText(context.getNodeParameter(name, itemIndex, fallback), 'The output field');
	if (field === '' || UNUSABLE.has(field)) {
		throw new KoldanInputError(
			'The output field has no usable name',
			`Enter a name, for example ${fallback}.`,
		);
	}
	return field;
}

function readOutput(context: IExecuteFunctions, itemIndex: number): Output {
	const given = context.getNodeParameter('outputFormat', itemIndex, 'simplified');
	const format = readText(given, 'Output Format');
	if (!isFormat(format)) {
		throw new KoldanInputError(
			`"${format.slice(0, 100)}" is not an output format`,
			`Use one of: ${Object.keys(FORMATS).join(', ')}.`,
		);
	}
	const { speakerNames, fileName, talkTime, title, ...options } = readCollection(
		context,
		'transcript',
		itemIndex,
	);
	const toFile =
		isTextFormat(format) && context.getNodeParameter('putOutputIn', itemIndex, 'field') === 'file';
	const field = toFile
		? readField(context, itemIndex, 'outputBinaryField', 'data')
		: isTextFormat(format)
			? readField(context, itemIndex, 'outputField', 'transcript')
			: '';
	return {
		format,
		toFile,
		field,
		fileName: readText(fileName, 'File Name'),
		talkTime: readBoolean(talkTime, 'Talk Time') === true,
		// A byte order mark helps spreadsheets with a file; in a field it would be a stray character.
		options: {
			...options,
			title: readText(title, 'Title'),
			byteOrderMark: toFile,
			speakerNames: Object.fromEntries(readPairs(speakerNames)),
		},
	};
}

const isFormat = (format: string): format is OutputFormat => Object.hasOwn(FORMATS, format);

/** Checks an item's output fields, so that a mistake in them is told before anything is sent. */
export function checkOutput(context: IExecuteFunctions, itemIndex: number): void {
	readOutput(context, itemIndex);
}

function fileNameFor(output: Output, recording: string): string {
	const { extension } = FORMATS[output.format];
	if (output.fileName)
		return /\.[A-Za-z0-9]{1,8}$/.test(output.fileName)
			? output.fileName
			: `${output.fileName}.${extension}`;
	return `${recording.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.${extension}`;
}

/** Writes a file of just the right size in two passes, so that a long transcript is in memory once and not in pieces too. */
function writeFile(pieces: () => Iterable<string>): Buffer {
	let size = 0;
	for (const piece of pieces()) size += Buffer.byteLength(piece);
	const file = Buffer.allocUnsafe(size);
	let written = 0;
	for (const piece of pieces()) written += file.write(piece, written);
	return file;
}

async function textItem(
	context: IExecuteFunctions,
	output: Output,
	json: IDataObject,
	result: TranscriptionResult,
	recording: string,
): Promise<INodeExecutionData> {
	const options = { ...output.options, title: output.options.title || recording };
	const pieces = () => formatTranscript(result, output.format, options);
	if (!output.toFile)
		return { json: { ...json, [output.field]: [...pieces()].join('').trimEnd() } };
	const name = fileNameFor(output, recording);
	const binary = await context.helpers.prepareBinaryData(
		writeFile(pieces),
		name,
		FORMATS[output.format].mimeType,
	);
	return { json, binary: { [output.field]: binary } };
}

async function itemsOf(
	context: IExecuteFunctions,
	output: Output,
	json: IDataObject,
	result: TranscriptionResult,
	recording: string,
): Promise<INodeExecutionData[]> {
	if (output.format === 'segments') {
		return Array.from(toSegmentItems(result, output.options), (segment) => ({
			json: { transcriptionId: json.id, ...(segment as unknown as IDataObject) },
		}));
	}
	const speakers = output.talkTime
		? { speakers: speakerStatistics(result, output.options) as unknown as IDataObject[] }
		: {};
	const more: IDataObject = { ...json, ...speakers };
	if (isTextFormat(output.format))
		return [await textItem(context, output, more, result, recording)];
	return [
		{
			json: {
				...json,
				...(simplifyResult(result, output.options) as unknown as IDataObject),
				...speakers,
			},
		},
	];
}

/** A context that an item's output can be made in. */
interface OutputRun {
	context: IExecuteFunctions;
}

/** The output for a job, with its transcript where it has one. */
export async function outputItems(
	{ context }: OutputRun,
	itemIndex: number,
	job: TranscriptionJob,
	extra: IDataObject = {},
): Promise<INodeExecutionData[]> {
	const output = readOutput(context, itemIndex);
	if (output.format === 'json')
		return [{ json: { ...(withoutSecrets(job) as unknown as IDataObject), ...extra } }];
	const json: IDataObject = { ...simplifyJob(job), ...extra };
	if (!job.result) return [{ json }];
	return await itemsOf(
		context,
		output,
		json,
		job.result,
		job.file?.name || `transcription-${job.id}`,
	);
}

/** The output for a transcript alone. */
export async function resultItems(
	{ context }: OutputRun,
	itemIndex: number,
	id: string,
	result: TranscriptionResult,
): Promise<INodeExecutionData[]> {
	const output = readOutput(context, itemIndex);
	if (output.format === 'json') return [{ json: { ...(result as unknown as IDataObject) } }];
	return await itemsOf(context, output, { id }, result, `transcription-${id}`);
}
