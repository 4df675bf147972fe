export const help = `Awaitscope shows where asynchronous TypeScript and JavaScript waits.

  awaitscope trace [options] <file> [arguments]    run a file and record every await
  awaitscope exec [options] -- <command>           record every Node process that a command starts
  awaitscope report <trace> [--json] [--tasks]     show where the time went
  awaitscope export <trace> [--format html] [-o]   write a page with the whole timeline

  awaitscope <command> --help                      the options of one command
  awaitscope --version

Exit codes
  trace and exec end as the program ends: with its exit code, or by its signal.
  125  the program could not be started    126  it is not executable    127  it was not found
  report and export: 0 done, 1 failed. A wrong command line: 2, before trace and exec 125.
`;

const recording = `
  -o, --output FILE    the trace; default <name>.awaitscope in this folder, numbered when taken
      --include GLOB   record files that match, also in node_modules; may be repeated
      --exclude GLOB   do not record files that match; may be repeated
      --node PATH      the Node to use (22.15 or later, 24, 26); default: found by itself
      --cwd FOLDER     where the program runs; default this folder
      --buffer MB      memory that recording may take in each process; default 16, from 4 to 1024
  -q, --quiet          do not say where the trace is when the program ends
  -h, --help           this text

The program's input, output, signals and exit code stay its own. Globs count from the program's folder.
`;

const trace = `awaitscope trace [options] <file> [arguments]

Runs a JavaScript or TypeScript file and records every await. Options for awaitscope stand before the file.
${recording}
  awaitscope trace server.ts --port 8080
  awaitscope trace -o slow.awaitscope --include 'node_modules/pg/**' import.mjs
`;

const exec = `awaitscope exec [options] -- <command> [arguments]

Runs any command; every Node process and worker that it starts is recorded, into one trace.
${recording.replace("      --node PATH      the Node to use (22.15 or later, 24, 26); default: found by itself\n", "")}
  awaitscope exec -- npm test
`;

const report = `awaitscope report <trace> [options]

Shows the slowest awaits, the busiest functions and what never settled.

      --json     everything as JSON, for other programs
      --tasks    with --json: every task with its awaits as well
  -h, --help     this text

Colour is used in a terminal; NO_COLOR turns it off, FORCE_COLOR on.
`;

const exporting = `awaitscope export <trace> [options]

Writes a trace in another form.

      --format html    one page with the whole timeline, which needs no network (default)
  -o, --output FILE    where to write; default <trace>.html beside this folder's files
  -h, --help           this text
`;

export const commandHelp: Readonly<Record<string, string>> = { trace, exec, report, export: exporting };
