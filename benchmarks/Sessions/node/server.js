'use strict';
// Answers every submit_sm with a message_id of eight characters. Each line on standard input asks what the process has used up.

const readline = require('readline');
const smpp = require('smpp');

const server = smpp.createServer((session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => session.send(pdu.response()));
  session.on('submit_sm', (pdu) => session.send(pdu.response({ message_id: '00000001' })));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response(), () => {}, () => session.close()));
});

server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));

readline.createInterface({ input: process.stdin }).on('line', () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpu_seconds: (user + system) / 1e6, allocated: -1 }));
}).on('close', () => process.exit(0));
