const { dest, parallel, src } = require('gulp');

/** Icons that nodes and credentials name by a relative path. */
const icons = () => src('icons/**/*.svg', { encoding: false }).pipe(dest('dist/icons'));

/** Codex files, which n8n looks for beside each node's compiled class. */
const codex = () => src('nodes/**/*.node.json', { encoding: false }).pipe(dest('dist/nodes'));

/** What n8n shows of an operation's output before anything has run. */
const previews = () =>
	src('nodes/**/__schema__/**/*.json', { encoding: false }).pipe(dest('dist/nodes'));

exports.default = parallel(icons, codex, previews);
