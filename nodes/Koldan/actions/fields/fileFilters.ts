/** The fields for which files to list. Koldan's own filters go by state; the others are applied to what it lists. */
import type { INodeProperties } from 'n8n-workflow';
import type { FileStates } from '../../api/files';
import { creationOf, fileNameOf, nameOf, tagsOf, type StoredFile } from '../../api/fileFacts';
import { timeOf } from '../../api/times';
import { readDate } from './dates';
import { readCollection, type Field, type NodeParameters } from './field';
import { checkOrder, dateField, excludeOrOnly, readOnly } from './filters';
import { readText } from './values';

const filterProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		excludeOrOnly('Content Discarded', 'isContentDiscarded', 'without their content', 'files'),
		dateField('Created After', 'createdAfter', 'Only files stored at this time or later'),
		dateField('Created Before', 'createdBefore', 'Only files stored at this time or earlier'),
		excludeOrOnly('Deleted', 'isDeleted', 'deleted', 'files'),
		{
			displayName: 'Name Contains',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. interview',
			description: 'Only files with this text in their name, in capitals or not',
		},
		{
			displayName: 'Tag',
			name: 'tag',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer',
			description: 'Only files with this tag',
		},
	],
};

export interface FileFilters {
	/** What Koldan is asked to filter by. */
	states: FileStates;
	/** Whether a file is to be listed; undefined where that can't be told, because the file doesn't say what is filtered by. */
	matches(file: StoredFile): boolean | undefined;
}

const contains = (text: string, part: string): boolean =>
	text.toLowerCase().includes(part.toLowerCase());

function readFilters(parameters: NodeParameters): FileFilters {
	const given = readCollection(parameters, 'filters');
	const zone = parameters.timezone;
	const after = readDate(given.createdAfter, 'Created After', zone);
	const before = readDate(given.createdBefore, 'Created Before', zone);
	checkOrder(after, before, 'Created', 'file');
	const isDeleted = readOnly(given.isDeleted, 'Deleted');
	const isContentDiscarded = readOnly(given.isContentDiscarded, 'Content Discarded');
	const name = readText(given.name, 'Name Contains');
	const tag = readText(given.tag, 'Tag');
	/** What has to be true of a file; undefined where it doesn't say. */
	const checks: Array<(file: StoredFile) => boolean | undefined> = [];
	if (name)
		checks.push((file) =>
			[nameOf(file), fileNameOf(file)].some((each) => each !== undefined && contains(each, name)),
		);
	if (tag)
		checks.push((file) => tagsOf(file)?.some((each) => each.toLowerCase() === tag.toLowerCase()));
	if (after ?? before)
		checks.push((file) => {
			const time = timeOf(creationOf(file));
			if (time === undefined) return undefined;
			return time >= (after?.getTime() ?? -Infinity) && time <= (before?.getTime() ?? Infinity);
		});
	return {
		states: {
			...(isDeleted === undefined ? {} : { isDeleted }),
			...(isContentDiscarded === undefined ? {} : { isContentDiscarded }),
		},
		matches(file) {
			const answers = checks.map((check) => check(file));
			if (answers.includes(false)) return false;
			return answers.includes(undefined) ? undefined : true;
		},
	};
}

export const fileFiltersField: Field<FileFilters, NodeParameters> = {
	properties: [filterProperty],
	read: readFilters,
};
