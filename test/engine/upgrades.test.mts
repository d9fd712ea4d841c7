/** Executions that went to sleep before the package was upgraded wake up after it, with what the former version has stored. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useKoldan } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));
jest.mock('../../nodes/Koldan/webhooks/selfCall', () => ({
	callSelf: async () => undefined,
	repeatUntil: async () => undefined,
}));

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'sleeping');
const JOB = '00000000-0000-4000-8000-00000000000';

const koldan = useKoldan();

async function wakeUp(file: string, status: 'COMPLETED' | 'IN_PROGRESS') {
	const [first, second] = koldan.server.jobs.seed(2, { status });
	const wakesUp = readFileSync(join(FOLDER, file), 'utf8')
		.replaceAll(`${JOB}0`, first.id)
		.replaceAll(`${JOB}1`, second.id);
	const result = await koldan.run(
		'create',
		{ model: MODEL, waitForCompletion: 'webhook', fileId: '={{ $json.fileId }}' },
		{ wakesUp, n8nUrl: 'https://n8n.example.com', node: { onError: 'continueErrorOutput' } },
	);
	return { ids: [first.id, second.id], ...result };
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith('.json')))(
	'an execution that slept with version %s',
	(file) => {
		test('gives the transcripts and the error, and starts nothing again', async () => {
			const { ids, outputs, run, error } = await wakeUp(file, 'COMPLETED');
			expect(error).toBeUndefined();
			expect(run.status).toBe('success');
			expect(outputs[0].map(({ json }) => json)).toEqual(
				ids.map((id) => expect.objectContaining({ id, status: 'COMPLETED' }) as unknown),
			);
			expect(outputs[1].map(({ json, pairedItem }) => [json.fileId, pairedItem])).toEqual([
				['none', expect.objectContaining({ item: 2 })],
			]);
			expect(koldan.server.counters.jobsCreated).toBe(0);
		});

		test('sleeps on while its transcriptions have not ended', async () => {
			koldan.server.behaviour.autoFinish = false;
			const { run } = await wakeUp(file, 'IN_PROGRESS');
			expect(run.status).toBe('waiting');
			expect(koldan.server.counters.jobsCreated).toBe(0);
		});
	},
);
