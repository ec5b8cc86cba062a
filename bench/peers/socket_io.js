// The chat of Socket.IO's tutorial: `io.emit` to every connection.
const http = require("node:http");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server);
let count = 0;

io.on("connection", (socket) => {
  const name = `Guest ${++count}`;
  socket.on("say", ({ text }) => io.emit("message", { name, text, at: new Date() }));
});

server.listen(Number(process.argv[2]), "127.0.0.1");
