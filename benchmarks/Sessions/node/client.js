'use strict';
// Runs one order for each line on standard input: {"port","connections","window","seconds"}, the orders of Throughput/Figures.cs.
// Keeps each connection's window full for so many seconds, waits for what is unanswered, and writes one line of JSON.

const readline = require('readline');
const smpp = require('smpp');

const text = 'x'.repeat(121);

function connect(port) {
  return new Promise((resolve, reject) => {
    const session = smpp.connect({ url: `smpp://127.0.0.1:${port}` });
    session.on('error', reject);
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.bind_transceiver({ system_id: 'bench', password: 'secret', interface_version: 0x34 }, (pdu) => {
      if (pdu.command_status === 0) resolve(session);
      else reject(new Error(`bind refused: ${pdu.command_status}`));
    });
  });
}

function load(session, window, until, samples) {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;
    function submit() {
      const start = sent % 16 === 0 ? process.hrtime.bigint() : 0n;
      sent += 1;
      session.submit_sm({ source_addr: 'ACME', destination_addr: '447700900123', short_message: text }, (pdu) => {
        if (pdu.command_status !== 0) reject(new Error(`a submit was answered ${pdu.command_status}`));
        answered += 1;
        if (start !== 0n) samples.push(Number(process.hrtime.bigint() - start) / 1000);
        if (process.hrtime.bigint() < until) submit();
        else if (answered === sent) resolve(answered);
      });
    }
    for (let i = 0; i < window; i += 1) submit();
  });
}

async function run(order) {
  const sessions = [];
  for (let i = 0; i < order.connections; i += 1) sessions.push(await connect(order.port));
  const samples = [];
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  const until = started + BigInt(Math.round(order.seconds * 1e9));
  const counts = await Promise.all(sessions.map((session) => load(session, order.window, until, samples)));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(before);
  samples.sort((a, b) => a - b);
  for (const session of sessions) session.close();
  return {
    messages: counts.reduce((sum, count) => sum + count, 0),
    seconds,
    p50_microseconds: samples[Math.floor(samples.length * 0.5)],
    p99_microseconds: samples[Math.floor(samples.length * 0.99)],
    used: { cpu_seconds: (user + system) / 1e6, allocated: -1 },
  };
}

async function main() {
  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await run(JSON.parse(line))));
  process.exit(0);
}

main();
