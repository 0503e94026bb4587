<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>EntryDetail</name>
        <message numerus="yes">
            <source>The worker was started again %n time(s). Nothing that was done is lost.</source>
            <translation>
                <numerusform>The worker was started again once. Nothing that was done is lost.</numerusform>
                <numerusform>The worker was started again %n times. Nothing that was done is lost.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message numerus="yes">
            <source>%n job(s) go on without this window.</source>
            <translation>
                <numerusform>%n job goes on without this window.</numerusform>
                <numerusform>%n jobs go on without this window.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Queue</name>
        <message numerus="yes">
            <source>%n frame(s)</source>
            <translation>
                <numerusform>%n frame</numerusform>
                <numerusform>%n frames</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>QueueView</name>
        <message numerus="yes">
            <source>%n running</source>
            <translation>
                <numerusform>%n running</numerusform>
                <numerusform>%n running</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n waiting</numerusform>
                <numerusform>%n waiting</numerusform>
            </translation>
        </message>
    </context>
</TS>
