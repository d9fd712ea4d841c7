/** What benchmarks make figures with. */

export const median = (values: number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The goal of a figure that must not be larger. */
export const atMost = (value: number, goal: number): { goal: string; holds: boolean } => ({
	goal: `<= ${goal}`,
	holds: value <= goal,
});
