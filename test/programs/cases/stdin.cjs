// @stdin one\ntwo\nthree\n
(async () => { let text = ""; process.stdin.setEncoding("utf8"); for await (const chunk of process.stdin) text += chunk; console.log(text.split("\n").reverse().join("|")); process.stdout.write("no newline"); process.stderr.write("to stderr\n"); })();
