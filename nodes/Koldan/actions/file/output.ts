import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { StoredFile } from '../../api/fileFacts';

/** A file as Koldan shows it, with its ID first, under this name on every server. */
export const fileItem = ({ id, ...shown }: StoredFile): INodeExecutionData => ({
	json: { id, ...(shown as IDataObject) },
});
