/** The file of an item that is to be uploaded, wherever n8n keeps it. */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { UploadFile } from '../../api/multipart';
import { decodeBase64, sizeOfBase64 } from './base64';

/** Bytes of a file; undefined when n8n has it no more. */
async function sizeOf(
	context: IExecuteFunctions,
	id: string | undefined,
	data: string,
): Promise<number | undefined> {
	if (!id) return sizeOfBase64(data);
	try {
		return (await context.helpers.getBinaryMetadata(id)).fileSize;
	} catch {
		return undefined;
	}
}

const isFile = (value: unknown): value is IBinaryData =>
	typeof value === 'object' &&
	value !== null &&
	'mimeType' in value &&
	(typeof (value as IBinaryData).id === 'string' ||
		typeof (value as IBinaryData).data === 'string');

/** The file in a field, wherever this version of n8n keeps it, or the one that an expression gives. */
function findFile(context: IExecuteFunctions, itemIndex: number): IBinaryData {
	const given = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as unknown;
	if (isFile(given)) return given;
	const field = typeof given === 'string' ? given.trim() : '';
	try {
		const found: unknown = context.helpers.assertBinaryData(itemIndex, field);
		if (isFile(found)) return found;
	} catch {
		// What n8n says here is for developers.
	}
	const fields = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	throw new KoldanInputError(
		field ? `The input has no file in the field "${field}"` : 'No binary field is given',
		fields.length > 0
			? `It has files in: ${fields.join(', ')}. Enter one of them as 'Input Binary Field'.`
			: 'Add a node before this one that brings the recording, for example Google Drive (Download) or Read/Write Files from Disk.',
	);
}

/**
 * Finds the file. Its bytes are read only when it is sent.
 *
 * @throws KoldanInputError
 */
export async function readFile(context: IExecuteFunctions, itemIndex: number): Promise<UploadFile> {
	const { id, data, fileName, mimeType, fileExtension } = findFile(context, itemIndex);
	const size = await sizeOf(context, id, data);
	if (size === undefined)
		throw new KoldanInputError(
			'The recording is no longer where n8n kept it',
			'Run the node that brings the file again, in the same execution as this one.',
		);
	if (size === 0)
		throw new KoldanInputError(
			'The recording is an empty file',
			'Check the node that brings the file: it has zero bytes.',
		);
	return {
		name: fileName ?? `recording${fileExtension ? `.${fileExtension}` : ''}`,
		type: mimeType,
		size,
		open: async () =>
			id
				? await context.helpers.getBinaryStream(id)
				: (decodeBase64(data) as unknown as AsyncIterable<Uint8Array>),
	};
}
