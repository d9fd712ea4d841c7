/**
 * n8n's store in S3, in which n8n itself keeps files only with a licence: its own classes, on a server that speaks S3. That
 * n8n without a licence reads from it is shown in test/e2e/binary-stores.test.mts.
 */
import './support/environment.mts';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BinaryDataBlobManager, BinaryDataConfig, ErrorReporter } from 'n8n-core';
import type { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { startS3Server } from '../fixtures/s3-server.mts';
import type { S3Server } from '../fixtures/s3-server.mts';
import { resultOf, spoken } from '../fixtures/transcripts.mts';
import { Container } from './support/container.mts';
import { useKoldan } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { binaryStore, recording } from './support/recordings.mts';

/** Amazon's client is large, and loading it takes its time. */
jest.setTimeout(300_000);

const koldan = useKoldan({
	outcome: { status: 'COMPLETED', result: resultOf([spoken(0, 'hello there')]) },
});
let s3: S3Server;
let store: BinaryDataService;

/** The manager for files in S3, made as n8n makes it when it starts. */
async function managerOfS3(settings: Record<string, string>): Promise<BinaryDataBlobManager> {
	Object.assign(process.env, settings);
	const ofEngine = createRequire(createRequire(import.meta.filename).resolve('n8n-core'));
	const ofStore = createRequire(ofEngine.resolve('@n8n/blob-storage'));
	const { S3ByteStore } = ofEngine('@n8n/blob-storage') as {
		S3ByteStore: new (service: unknown) => ConstructorParameters<typeof BinaryDataBlobManager>[0];
	};
	const { ObjectStoreService } = ofEngine('@n8n/blob-storage/object-store') as {
		ObjectStoreService: new () => { init(): Promise<void> };
	};
	const { Container: ofItsOwn } = ofStore('@n8n/di') as { Container: typeof Container };
	const service = ofItsOwn.get(ObjectStoreService);
	await service.init();
	return new BinaryDataBlobManager(new S3ByteStore(service), Container.get(ErrorReporter));
}

beforeAll(async () => {
	s3 = await startS3Server();
	Container.get(BinaryDataConfig).mode = 's3';
	store = await binaryStore();
	store.setManager('s3', await managerOfS3(s3.settings));
});
afterAll(async () => await s3.close());

test('a recording in S3 arrives byte for byte, and subtitles are kept there', async () => {
	const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
	const item = await recording({ content });
	expect(item.binary?.data.id).toMatch(/^s3:/);
	const { error, outputs } = await koldan.run(
		'upload',
		{ model: MODEL, waitForCompletion: 'polling', outputFormat: 'srt', putOutputIn: 'file' },
		{ items: [item] },
	);

	expect(error).toBeUndefined();
	const { localPath } = koldan.server.files.list()[0];
	expect((await readFile(localPath ?? '')).equals(content)).toBe(true);
	const file = outputs[0][0].binary?.data;
	expect(file?.id).toMatch(/^s3:/);
	expect((await store.getAsBuffer(file as IBinaryData)).toString()).toContain('hello there');
});
