import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { downloadFile, findFile } from '../../api/files';
import { readOptions, type Field, type NodeParameters } from '../fields/field';
import { fileIdField } from '../fields/ids';
import { outputFileProperty, readOutputFileField } from '../fields/output';
import { readText } from '../fields/values';
import { itemOperation } from '../operation';
import { fileNameFor, mimeTypeFor, sizeIn } from './naming';

const fieldField: Field<string, NodeParameters> = {
	properties: [outputFileProperty],
	read: readOutputFileField,
};

const fileNameField: Field<string, NodeParameters> = {
	options: [
		{
			displayName: 'File Name',
			name: 'outputFileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. meeting.mp3',
			description: 'What the file is called. Leave it empty to use its own name.',
		},
	],
	read: (parameters) => readText(readOptions(parameters).outputFileName, 'File Name'),
};

/** What the item says of the file; the file itself says it to later nodes. n8n 1 does not say how many bytes it has. */
const factsOf = (
	id: string,
	{ fileName, mimeType, bytes }: Partial<IBinaryData>,
	sentSize: number | undefined,
): IDataObject => ({
	id,
	fileName: fileName ?? null,
	mimeType: mimeType ?? null,
	size: bytes ?? sentSize ?? null,
});

export const download = itemOperation({
	value: 'download',
	name: 'Download',
	action: 'Download file',
	description: 'Get a recording out of Koldan as a file, which later nodes can save or send',
	endpoint: 'getFileContent',
	alsoUses: [{ endpoints: ['getFile'], when: 'to know its name' }],
	fields: { id: fileIdField, field: fieldField, wanted: fileNameField },
	async execute({ client, context }, { id, field, wanted }) {
		// The content may come without a name.
		const file = wanted ? undefined : await findFile(client, id);
		const { binary, sentSize } = await downloadFile(client, id, async ({ stream, headers }) => {
			const name = fileNameFor(wanted, file, headers, id);
			const { prepareBinaryData } = context.helpers;
			return {
				binary: await prepareBinaryData(stream, name, mimeTypeFor(headers, name)),
				sentSize: sizeIn(headers),
			};
		});
		return [{ json: factsOf(id, binary, sentSize), binary: { [field]: binary } }];
	},
});
