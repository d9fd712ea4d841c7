import type { Figure } from './benchmark.mts';

export type Row = { bench: string } & Figure;

const outcome = ({ holds }: Row) => (holds === undefined ? '' : holds ? 'yes' : 'NO');

/** Figures as a table to read. */
export function table(rows: Row[]): string {
	const head = ['benchmark', 'figure', 'value', 'goal', 'holds'];
	const cells = rows.map((row) => [
		row.bench,
		row.figure,
		`${row.value} ${row.unit}`.trim(),
		row.goal ?? '',
		outcome(row),
	]);
	const widths = head.map((_, column) =>
		Math.max(...[head, ...cells].map((row) => row[column].length)),
	);
	const line = (row: string[]) =>
		row
			.map((cell, k) => cell.padEnd(widths[k]))
			.join('  ')
			.trimEnd();
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
		'\n',
	);
}
