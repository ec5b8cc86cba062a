// The texts in Spanish of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "Copiar enlace al mensaje",
  "more reactions": "Más reacciones",
  "copy text": "Copiar texto",

  // The composer.
  "editing": "Editando un mensaje",
  "replying": "Respuesta a {name}",
  "save": "Guardar",
  "edit lost": "El mensaje se eliminó. Tu texto sigue en el cuadro.",
  "edited meanwhile": "El mensaje se ha cambiado mientras tanto.",

  // Finding messages.
  "how to search": "Busca palabras o sus primeras letras. Para acotar la búsqueda, añade from:Ana o before:2026-03-01.",
  "searching": "Buscando…",
  "search unclear": "No se puede buscar esto.",
  "search offline": "No tienes conexión. La búsqueda seguirá cuando vuelvas a tenerla.",
  "search failed": "La búsqueda no ha funcionado.",
  "nothing found": "No se encontró ningún mensaje.",
  "messages found": { one: "{count} mensaje", many: "{count} de mensajes", other: "{count} mensajes" },
  "go to a day": "Ir a un día",
  "no messages since": "No hay mensajes desde ese día.",

  // The picker of emoji.
  "choose emoji": "Elegir un emoji",
  "search emoji": "Buscar emojis",
  "skin tone": "Tono de piel",
  "emoji groups": "Grupos",
  "no emoji found": "No se encontró ningún emoji.",
  "recent emoji": "Usados recientemente",
  "found emoji": "Resultados de la búsqueda",
  "smileys": "Caras",
  "people and gestures": "Personas y gestos",
  "animals and nature": "Animales y naturaleza",
  "food and drink": "Comida y bebida",
  "travel and places": "Viajes y lugares",
  "activities": "Actividades",
  "objects": "Objetos",
  "symbols": "Símbolos",
  "flags": "Banderas",

  // Settings.
  "language": "Idioma",
  "theme": "Tema",
  "system": "Sistema",
  "light": "Claro",
  "dark": "Oscuro",
  "density": "Densidad",
  "comfortable": "Amplia",
  "compact": "Compacta",
  "show joins": "Mostrar quién se une y quién sale",
  "show typing": "Mostrar quién está escribiendo, y que otros vean cuando escribo",

  // Help.
  "help": "Atajos de teclado y comandos",
  "new line": "Nueva línea",
  "edit last message": "Editar tu último mensaje (si el cuadro está vacío)",
  "choose message": "Elegir un mensaje",
  "go back": "Volver a donde estabas",
  "hold message": "Mantener pulsado un mensaje",
  "close or go to messages": "Cerrar lo que esté abierto o ir a los mensajes",
  "describe action": "Describir lo que haces",
  "show help": "Mostrar esta ayuda",
  "formatting": "Formato",
  "code block": "Bloque de código",
  "mention": "Mencionar a alguien",
  "scroll": "Desplazarte por los mensajes",
  "bold": "Negrita",
  "italic": "Cursiva",
  "code": "Código",
  "quote": "Cita",
  "list": "Lista",

  // The list of rooms, and the topic.
  "room name invalid": "El nombre de una sala necesita al menos una letra o un número.",
  "room actions": "Acciones de la sala {room}",
  "unread messages": { one: "{count} mensaje sin leer", many: "{count} mensajes sin leer", other: "{count} mensajes sin leer" },
  "add topic": "Añadir un tema",
  "change topic": "Cambiar el tema",
  "pin room": "Fijar",
  "unpin room": "Dejar de fijar",
  "mute room": "Silenciar",
  "unmute room": "Dejar de silenciar",
  "leave room": "Salir",
  "topic": "Tema de la sala",
  "share room": "Compartir",
  "room code": "Código QR con la dirección de esta sala",
  "walk rooms": "Sala anterior o siguiente",
  "next unread room": "Siguiente sala con mensajes sin leer",

  // A first visit.
  "first visit": "Sin cuenta. Tu nombre:",
};
