/**
 * Uploading one large recording in a real n8n: the Koldan node, n8n's own HTTP Request node, a node that does as most packages
 * for speech-to-text do, and curl. All send to a server over https that forgets what it gets. Memory is measured in an n8n of its
 * own for each; processor time and time in turn, in one n8n.
 */
import { readFile } from 'node:fs/promises';

import { itemsNode } from '../fixtures/nodes/own-nodes.mts';
import { startS3Server } from '../fixtures/s3-server.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { largeRecording, MB, readNode } from '../suites/large-recording.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import { CONTENDERS, PROGRAMS } from './upload/contenders.mts';
import type { Contender, Program } from './upload/contenders.mts';
import { costOf, memoryOver, storedRecording, warmUp, withReceiver } from './upload/measure.mts';
import type { Cost } from './upload/measure.mts';

type Report = (figure: Figure) => void;

const GB = 1_000 * MB;
const SIZES: Array<[size: number, rounds: number]> = [
	[GB, 5],
	[5 * GB, 3],
];
const FILE_IN_OTHER_STORES = 200 * MB;
/** Node.js reads no larger file into a Buffer. */
const LARGEST_BUFFERED = 2 ** 31 - 1;

/** Times HTTP Request's, and times what Node.js takes that n8n runs on. */
const GOALS = { cpu: 0.7, seconds: 0.9, bare: 1.5 };
const programNames = Object.keys(PROGRAMS) as Program[];
/** In MB, and times HTTP Request's. */
const MEMORY_GOALS = { megabytes: 64, ratio: 0.1 };

const contendersFor = (size: number): Contender[] =>
	(Object.keys(CONTENDERS) as Contender[]).filter(
		(contender) => contender !== 'buffering' || size <= LARGEST_BUFFERED,
	);

const nameOf = (size: number): string =>
	size < GB ? `${size / MB} MB` : `${rounded(size / GB, 0)} GB`;

const memoryOnDisk = async (contender: Contender, size: number): Promise<number> =>
	await withReceiver('filesystem', {}, async (place, receiver) => {
		await warmUp(place, receiver, contender);
		const { source } = await storedRecording(place, size);
		return await memoryOver(place, { receiver, source, contender, size });
	});

function reportMemory(
	report: Report,
	where: string,
	memories: Map<Contender, number>,
	goals?: { megabytes: number; ratio: number },
): void {
	for (const [contender, bytes] of memories)
		report({
			figure: `${where}: memory over idle, ${contender}`,
			value: rounded(bytes / MB, 0),
			unit: 'MB',
			...(goals && contender === 'Koldan' ? atMost(bytes / MB, goals.megabytes) : {}),
		});
	const ratio = (memories.get('Koldan') ?? NaN) / (memories.get('HTTP Request') ?? NaN);
	report({
		figure: `${where}: memory over idle, against HTTP Request`,
		value: rounded(ratio, 3),
		unit: 'x',
		...(goals ? atMost(ratio, goals.ratio) : {}),
	});
}

/** Medians, and medians of the ratios of neighbours. */
function reportCosts(
	report: Report,
	where: string,
	{ costs, programs }: { costs: Map<Contender, Cost[]>; programs: Map<Program, number[]> },
): void {
	const ours = costs.get('Koldan') ?? [];
	const names = { seconds: 'time', cpu: 'processor time' };
	const seconds = (measure: keyof Cost, name: string, values: number[]) =>
		report({
			figure: `${where}: ${names[measure]}, ${name}`,
			value: rounded(median(values), 2),
			unit: 's',
		});
	const against = (measure: keyof Cost, name: string, theirs: number[], goal?: number) => {
		const ratio = median(ours.map((cost, round) => cost[measure] / theirs[round]));
		report({
			figure: `${where}: ${names[measure]}, against ${name}`,
			value: rounded(ratio, 2),
			unit: 'x',
			...(goal ? atMost(ratio, goal) : {}),
		});
	};
	for (const [contender, all] of costs)
		for (const measure of Object.keys(names) as Array<keyof Cost>) {
			const values = all.map((cost) => cost[measure]);
			seconds(measure, contender, values);
			if (contender !== 'Koldan')
				against(
					measure,
					contender,
					values,
					contender === 'HTTP Request' ? GOALS[measure] : undefined,
				);
		}
	for (const [program, values] of programs) {
		seconds('seconds', program, values);
		against('seconds', program, values, program === 'bare Node.js' ? GOALS.bare : undefined);
	}
}

async function reportTimes(report: Report, size: number, rounds: number): Promise<void> {
	await withReceiver('filesystem', {}, async (place, receiver) => {
		const contenders = contendersFor(size);
		for (const contender of contenders) await warmUp(place, receiver, contender);
		const { source, path } = await storedRecording(place, size);
		const costs = new Map(contenders.map((contender): [Contender, Cost[]] => [contender, []]));
		const programs = new Map(programNames.map((name): [Program, number[]] => [name, []]));
		for (let round = 0; round < rounds; round += 1) {
			for (const contender of contenders)
				costs.get(contender)?.push(await costOf(place, { receiver, source, contender, size }));
			for (const name of programNames)
				programs.get(name)?.push(await PROGRAMS[name](place, receiver, path));
		}
		reportCosts(report, `${nameOf(size)} from disk`, { costs, programs });
	});
}

async function reportOtherStores(report: Report): Promise<void> {
	const size = FILE_IN_OTHER_STORES;
	const s3 = await startS3Server();
	const inS3 = async (path: string, n8n: N8nInstance) => {
		const file = { fileName: 'meeting.wav', mimeType: 'audio/wav' };
		const id = await s3.put(await readFile(path), file);
		return await itemsNode(n8n.filesFolder, [
			{ json: {}, binary: { data: { data: 's3', id, ...file } } },
		]);
	};
	const stores: Array<[name: string, mode: string]> = [
		['memory', 'default'],
		['the database', 'database'],
		['S3', 'filesystem'],
	];
	try {
		for (const [store, mode] of stores) {
			const memories = new Map<Contender, number>();
			for (const contender of ['Koldan', 'HTTP Request'] as const)
				memories.set(
					contender,
					await withReceiver(mode, s3.settings, async (place, receiver) => {
						await warmUp(place, receiver, contender);
						const path = await largeRecording(place.n8n, size);
						const source = store === 'S3' ? await inS3(path, place.n8n) : readNode(path);
						return await memoryOver(place, { receiver, source, contender, size });
					}),
				);
			reportMemory(report, `${nameOf(size)} from ${store}`, memories);
		}
	} finally {
		await s3.close();
	}
}

const benchmark: Benchmark = {
	name: 'upload',
	title: 'one large recording, in a real n8n',
	async run(report) {
		for (const [size, rounds] of SIZES) {
			await reportTimes(report, size, rounds);
			const memories = new Map<Contender, number>();
			for (const contender of contendersFor(size))
				memories.set(contender, await memoryOnDisk(contender, size));
			reportMemory(report, `${nameOf(size)} from disk`, memories, MEMORY_GOALS);
		}
		await reportOtherStores(report);
	},
};

export default benchmark;
