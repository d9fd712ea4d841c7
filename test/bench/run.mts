/**
 * Runs the benchmarks: all, or those named (`npm run bench -- transcript`). Prints each figure as a line of
 * JSON when it is there, and a table at the end; the status is 1 if a goal is missed or a benchmark fails.
 * With `--save`, what came out is kept for the docs.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Command } from 'commander';

import type { Benchmark, Figure } from './benchmark.mts';
import { saveResults } from './results.mts';
import { table } from './table.mts';
import type { Row } from './table.mts';

async function benchmarks(): Promise<Benchmark[]> {
	const folder = import.meta.dirname;
	const files = (await readdir(folder)).filter((file) => file.endsWith('.bench.mts')).sort();
	return await Promise.all(
		files.map(async (file) => {
			const { default: benchmark } = (await import(pathToFileURL(join(folder, file)).href)) as {
				default: Benchmark;
			};
			return benchmark;
		}),
	);
}

const known = await benchmarks();
const command = new Command()
	.argument('[names...]')
	.option('--save', 'keep the results for the docs')
	.parse();
const wanted = command.args;
const { save = false } = command.opts<{ save?: boolean }>();
const unknown = wanted.filter((name) => !known.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
	console.error(
		`There is no benchmark ${unknown.join(', ')}. There are: ${known.map(({ name }) => name).join(', ')}`,
	);
	process.exit(1);
}

const rows: Row[] = [];
let failed = false;
for (const benchmark of known) {
	if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
	console.log(`# ${benchmark.name}: ${benchmark.title}`);
	const figures: Figure[] = [];
	try {
		await benchmark.run((figure) => {
			const row: Row = { bench: benchmark.name, ...figure };
			figures.push(figure);
			rows.push(row);
			console.log(JSON.stringify(row));
		});
		if (save) saveResults(benchmark.name, figures);
	} catch (error) {
		failed = true;
		console.error(`${benchmark.name} failed:`, error);
	}
}
if (rows.length > 0) console.log(`\n${table(rows)}`);
process.exitCode = failed || rows.some(({ holds }) => holds === false) ? 1 : 0;
