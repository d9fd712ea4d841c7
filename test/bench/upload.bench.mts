/**
 * Uploading one large recording in a real n8n: the Koldan node, n8n's own HTTP Request node, a node that does as most packages
 * for speech-to-text do, and programs outside of n8n. All send to a server over https that forgets what it gets. Each node works in
 * an n8n of its own, since what one does to the memory of a process makes the next one faster or slower; they take turns.
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
import type { Cost, Upload } from './upload/measure.mts';
import type { Place } from './place.mts';

type Report = (figure: Figure) => void;

const GB = 1_000 * MB;
const SIZES: Array<[size: number, rounds: number]> = [
	[GB, 5],
	[5 * GB, 3],
];
const FILE_IN_OTHER_STORES = 200 * MB;
/** Node.js reads no larger file into a Buffer. */
const LARGEST_BUFFERED = 2 ** 31 - 1;

/** Times HTTP Request's. */
const GOALS = { cpu: 1.1, seconds: 1 };
const programNames = Object.keys(PROGRAMS) as Program[];
/** In MB, and times HTTP Request's. */
const MEMORY_GOALS = { megabytes: 64, ratio: 0.1 };

const contendersFor = (size: number): Contender[] =>
	(Object.keys(CONTENDERS) as Contender[]).filter(
		(contender) => contender !== 'buffering' || size <= LARGEST_BUFFERED,
	);

const nameOf = (size: number): string =>
	size < GB ? `${size / MB} MB` : `${rounded(size / GB, 0)} GB`;

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
		against('seconds', program, values);
	}
}

/** One who uploads, in an n8n of their own. */
interface Lane {
	contender: Contender;
	place: Place;
	job: Upload;
	/** The recording outside of n8n. */
	path: string;
}

/** Starts an n8n for each contender, which is ready to upload a recording of this size, then works with all of them. */
async function withLanes(
	[contender, ...others]: Contender[],
	size: number,
	work: (lanes: Lane[]) => Promise<void>,
): Promise<void> {
	await withReceiver('filesystem', {}, async (place, receiver) => {
		await warmUp(place, receiver, contender);
		const { source, path } = await storedRecording(place, size);
		const lane = { contender, place, path, job: { receiver, source, contender, size } };
		if (others.length === 0) await work([lane]);
		else await withLanes(others, size, async (lanes) => await work([lane, ...lanes]));
	});
}

async function reportFromDisk(report: Report, size: number, rounds: number): Promise<void> {
	await withLanes(contendersFor(size), size, async (lanes) => {
		const where = `${nameOf(size)} from disk`;
		const memories = new Map<Contender, number>();
		for (const { contender, place, job } of lanes)
			memories.set(contender, await memoryOver(place, job));
		reportMemory(report, where, memories, MEMORY_GOALS);
		const costs = new Map(lanes.map(({ contender }): [Contender, Cost[]] => [contender, []]));
		const programs = new Map(programNames.map((name): [Program, number[]] => [name, []]));
		const [{ place: first, job, path }] = lanes;
		for (let round = 0; round < rounds; round += 1) {
			for (const lane of lanes) costs.get(lane.contender)?.push(await costOf(lane.place, lane.job));
			for (const name of programNames)
				programs.get(name)?.push(await PROGRAMS[name](first, job.receiver, path));
		}
		reportCosts(report, where, { costs, programs });
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
		for (const [size, rounds] of SIZES) await reportFromDisk(report, size, rounds);
		await reportOtherStores(report);
	},
};

export default benchmark;
