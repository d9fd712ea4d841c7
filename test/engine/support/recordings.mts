/** Input items with a recording, as n8n keeps binary data: in a file of its own, or in memory. */
import './environment.mts';
import { BinaryDataConfig, BinaryDataService, ErrorReporter } from 'n8n-core';
import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { makeWav } from '../../fixtures/wav.mts';
import { Container, Logger } from './container.mts';

export interface RecordingOptions {
	/** Default: a tenth of a second of sound. */
	content?: Buffer;
	fileName?: string;
	mimeType?: string;
	/** Where n8n keeps it. Default: file. */
	kept?: 'file' | 'memory';
	/** Name of the binary field. Default: data. */
	field?: string;
	json?: IDataObject;
}

/** n8n's store for binary data, made as n8n makes it when it starts. */
async function makeStore(): Promise<BinaryDataService> {
	const service = new BinaryDataService(
		Container.get(BinaryDataConfig),
		Container.get(ErrorReporter),
		Container.get(Logger),
	);
	await service.init();
	Container.set(BinaryDataService, service);
	return service;
}

let made: Promise<BinaryDataService> | undefined;

/** Where n8n keeps the files of these tests. */
export const binaryStore = async (): Promise<BinaryDataService> => await (made ??= makeStore());

async function store(content: Buffer, binary: IBinaryData): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'workflow', executionId: '1' } as const;
	return await (await binaryStore()).store(location, content, binary);
}

export async function recording(options: RecordingOptions = {}): Promise<INodeExecutionData> {
	const { content = makeWav({ seconds: 0.1 }), kept = 'file', field = 'data' } = options;
	const { fileName = 'call.wav', mimeType = 'audio/wav', json = {} } = options;
	const empty: IBinaryData = { data: '', mimeType, fileName };
	const binary =
		kept === 'file'
			? await store(content, empty)
			: { ...empty, data: content.toString('base64'), bytes: content.length };
	return { json, binary: { [field]: binary } };
}
