/** One measured figure. */
export interface Figure {
	figure: string;
	value: number;
	/** Such as `x` for a ratio. */
	unit: string;
	/** What the figure is to be, such as `<= 2`. */
	goal?: string;
	/** Whether it is; left out where there is no goal. */
	holds?: boolean;
}

/** What a `*.bench.mts` file exports by default. */
export interface Benchmark {
	/** What it is called on the command line. */
	name: string;
	/** What it measures, and against what. */
	title: string;
	run(report: (figure: Figure) => void): Promise<void>;
}
