import type { Resource } from '../operation';
import { deleteOperation } from './delete';
import { discardContent } from './discardContent';
import { download } from './download';
import { get } from './get';
import { getAll } from './getAll';
import { importFile } from './importFile';
import { update } from './update';
import { upload } from './upload';

export const file: Resource = {
	value: 'file',
	name: 'File',
	operations: [upload, importFile, download, get, getAll, update, deleteOperation, discardContent],
};
