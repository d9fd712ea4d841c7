/** Bar charts of what benchmarks gave, for the docs: each light and dark. */
import { init } from 'echarts';

import { readResults, valueOf } from './results.mts';
import type { Results } from './results.mts';

interface Bars {
	title: string;
	/** What the bars' lengths are. */
	unit: string;
	/** Groups of bars, from above. */
	groups: string[];
	/** The value of each bar, by its name and group; undefined where there is none. */
	series: Array<{ name: string; values: Array<number | undefined> }>;
}

export interface Chart {
	/** The file's name without its ending. */
	name: string;
	bench: string;
	bars: (results: Results) => Bars;
}

const values = (results: Results, names: Array<string | undefined>) =>
	names.map((name) => (name === undefined ? undefined : valueOf(results, name)));

export const CHARTS: Chart[] = [
	{
		name: 'upload-memory',
		bench: 'upload',
		bars: (results) => ({
			title: 'Memory that n8n takes to upload a recording',
			unit: 'MB over idle',
			groups: ['1 GB', '5 GB'],
			series: [
				['Koldan', 'Koldan', ['1 GB', '5 GB']],
				['HTTP Request', "n8n's HTTP Request", ['1 GB', '5 GB']],
				['buffering', 'A node that reads it as a whole', ['1 GB', undefined]],
			].map(([contender, name, sizes]) => ({
				name: String(name),
				values: values(
					results,
					(sizes as Array<string | undefined>).map(
						(size) => size && `${size} from disk: memory over idle, ${String(contender)}`,
					),
				),
			})),
		}),
	},
	{
		name: 'requests',
		bench: 'requests',
		bars: (results) => {
			const groups = ['1 item', '10 items', '100 items'];
			return {
				title: 'Requests to Koldan for each transcript',
				unit: 'requests',
				groups,
				series: [
					['webhook', 'Koldan, webhook'],
					['polling', 'Koldan, polling'],
					['every 5 seconds', 'Asking every 5 s'],
					['every second', 'Asking every second'],
				].map(([way, name]) => ({
					name,
					values: values(
						results,
						groups.map((group) => `${group}, ${way}: requests for each transcript`),
					),
				})),
			};
		},
	},
];

const THEMES = {
	light: {
		text: '#1f2328',
		lines: '#d1d9e0',
		colors: ['#0b7a75', '#d96c06', '#8250df', '#a4133c'],
	},
	dark: { text: '#f0f6fc', lines: '#3d444d', colors: ['#2ec4b6', '#ff9f1c', '#b392f0', '#ff6b8a'] },
};
export type Theme = keyof typeof THEMES;
export const THEME_NAMES = Object.keys(THEMES) as Theme[];

/** @returns the SVG */
export function draw({ bench, bars }: Chart, theme: Theme): string {
	const results = readResults(bench);
	const { title, unit, groups, series } = bars(results);
	const { text, lines, colors } = THEMES[theme];
	const height = 130 + groups.length * (series.length * 20 + 16);
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: 760, height });
	chart.setOption({
		animation: false,
		color: colors,
		textStyle: { color: text, fontFamily: 'system-ui, sans-serif' },
		title: {
			text: title,
			subtext: `n8n ${results.n8n}, ${results.date}`,
			textStyle: { color: text, fontSize: 16 },
			subtextStyle: { color: text, fontSize: 12 },
		},
		// Widths of texts are guessed where there is no browser: room for what they may be wider.
		legend: { bottom: 0, textStyle: { color: text }, itemWidth: 14, itemGap: 32 },
		grid: { left: 70, right: 80, top: 60, bottom: 70 },
		xAxis: {
			type: 'value',
			name: unit,
			nameLocation: 'middle',
			nameGap: 24,
			nameTextStyle: { color: text },
			axisLabel: { color: text },
			splitLine: { lineStyle: { color: lines } },
		},
		yAxis: {
			type: 'category',
			data: groups,
			inverse: true,
			axisTick: { show: false },
			axisLabel: { color: text },
			axisLine: { lineStyle: { color: lines } },
		},
		series: series.map(({ name, values: data }) => ({
			name,
			type: 'bar',
			barWidth: 16,
			data: data.map((value) => value ?? null),
			label: { show: true, position: 'right', color: text },
		})),
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	// It numbers all charts of a process.
	return svg.replaceAll(/\bzr\d+-/g, 'chart-');
}
