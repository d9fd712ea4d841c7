/** Writes the charts of `charts.mts` into the docs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CHARTS, draw, THEME_NAMES } from './charts.mts';

for (const chart of CHARTS)
	for (const theme of THEME_NAMES)
		await writeFile(
			join(import.meta.dirname, '..', '..', 'docs', 'images', `bench-${chart.name}-${theme}.svg`),
			`${draw(chart, theme)}\n`,
		);
