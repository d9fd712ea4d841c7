import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CHARTS, draw, THEME_NAMES } from '../bench/charts.mts';

const images = join(import.meta.dirname, '..', '..', 'docs', 'images');

describe.each(CHARTS)('the chart $name', (chart) => {
	test.each(THEME_NAMES)('shows the results that were kept (%s)', (theme) => {
		const file = join(images, `bench-${chart.name}-${theme}.svg`);
		expect(readFileSync(file, 'utf8')).toBe(`${draw(chart, theme)}\n`);
	});
});
