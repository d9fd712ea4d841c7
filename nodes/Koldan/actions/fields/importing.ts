/** The fields for waiting until Koldan has imported a file from its address. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { readOptions, type Field, type NodeParameters } from './field';
import { readBoolean, readChoice } from './values';

const MINUTE = 60_000;
const DEFAULT_MINUTES = 60;

const limitOption: INodeProperties = {
	displayName: 'Import Time Limit',
	name: 'importTimeLimit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MINUTES,
	description: 'How many minutes to wait for the import at most',
};

/** @returns milliseconds */
function readLimit(value: unknown): number {
	if (value === undefined || value === '') return DEFAULT_MINUTES * MINUTE;
	const minutes = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
	if (Number.isFinite(minutes) && minutes > 0) return minutes * MINUTE;
	throw new KoldanInputError(
		'The import time limit is not a number above zero',
		'Enter how many minutes to wait at most, for example 60.',
	);
}

/** How an import is waited for. */
export interface ImportWait {
	/** Milliseconds. */
	limit: number;
	/** What an import that fails or takes too long does to its item. */
	onFailure: 'error' | 'continue';
}

/** Whether to wait for the import that is begun; undefined to go on at once. */
export const importWaitField: Field<ImportWait | undefined, NodeParameters> = {
	properties: [
		{
			displayName: 'Wait for Import',
			name: 'waitForImport',
			type: 'boolean',
			default: true,
			description:
				'Whether to go on only when Koldan has fetched the recording, so that it can be used',
		},
	],
	options: [
		{ ...limitOption, displayOptions: { show: { '/waitForImport': [true] } } },
		{
			displayName: 'On Failed Import',
			name: 'onFailedImport',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'error',
					description: 'The node fails, or goes on as its On Error setting says',
				},
				{
					name: 'Continue',
					value: 'continue',
					description: 'The file comes out like the others, with its status',
				},
			],
			default: 'error',
			displayOptions: { show: { '/waitForImport': [true] } },
			description: 'What to do when Koldan can’t fetch the recording, or not within the time limit',
		},
	],
	read(parameters) {
		if (readBoolean(parameters.get('waitForImport', true), 'Wait for Import') === false)
			return undefined;
		const { importTimeLimit, onFailedImport } = readOptions(parameters);
		return {
			limit: readLimit(importTimeLimit),
			onFailure: readChoice(onFailedImport, ['error', 'continue'], 'On Failed Import'),
		};
	},
};

/** Whether to wait for the import of a file that is to be used: how long (milliseconds), or undefined. */
export const waitForImportField: Field<number | undefined, NodeParameters> = {
	options: [
		{
			displayName: 'Wait for Import',
			name: 'waitForImport',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait for a file that Koldan is still importing from its URL, instead of failing',
		},
		limitOption,
	],
	read(parameters) {
		const { waitForImport, importTimeLimit } = readOptions(parameters);
		const limit = readLimit(importTimeLimit);
		return readBoolean(waitForImport, 'Wait for Import') === true ? limit : undefined;
	},
};
