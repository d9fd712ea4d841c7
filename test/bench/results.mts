/** What benchmarks gave, kept in `results/` with where and when: docs and charts are made from it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { chosenVersion } from '../n8n/versions.mts';
import type { Figure } from './benchmark.mts';

const FOLDER = join(import.meta.dirname, 'results');

export interface Results {
	bench: string;
	/** The day, as `2026-11-30`. */
	date: string;
	machine: string;
	node: string;
	n8n: string;
	figures: Figure[];
}

const fileOf = (bench: string): string => join(FOLDER, `${bench}.json`);

export function saveResults(bench: string, figures: Figure[]): void {
	const processors = cpus();
	const results: Results = {
		bench,
		date: new Date().toISOString().slice(0, 10),
		machine: `${processors.length} × ${processors[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
		node: process.versions.node,
		n8n: chosenVersion(),
		figures,
	};
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(fileOf(bench), `${JSON.stringify(results, null, 2)}\n`);
}

/** @throws Error when the benchmark has not been run and kept */
export function readResults(bench: string): Results {
	if (!existsSync(fileOf(bench)))
		throw new Error(`No results of ${bench}. Run "npm run bench -- --save ${bench}" first.`);
	return JSON.parse(readFileSync(fileOf(bench), 'utf8')) as Results;
}

/** The value of a figure. */
export function valueOf({ bench, figures }: Results, name: string): number {
	const found = figures.find(({ figure }) => figure === name);
	if (!found) throw new Error(`The results of ${bench} have no figure "${name}"`);
	return found.value;
}
